import pLimit from 'p-limit';
import * as z from 'zod';
import { type PriceEvent, parseEvent } from '../../../domain/inventory-event.ts';
import { type Evidence, envelopeOf, type LedgerRow } from '../../../domain/ledger.ts';
import { Time } from '../../../domain/time.ts';
import type { HistoryPoint, ProductHistory } from '../../contract/products.ts';
import { referencePrices } from '../products/reference-prices.ts';
import { tightestBounds } from '../products/tightest-bounds.ts';
import { inOrder } from '../search/filter.ts';
import { committedEvidence } from '../search/found-event.ts';
import type { ApiNeed } from './need.ts';
import { notFound } from './problem.ts';
import { limitUpTo } from './request.ts';

export const HistoryQuery = inOrder(
  z.strictObject({ since: Time.optional(), until: Time.optional(), limit: limitUpTo(1000, 200) }),
);

const EVIDENCE_AT_ONCE = 8;
const FIRST = '1970-01-01T00:00:00.000Z';

/** A product's newest events within a span, oldest first, each with what held after it. */
export async function productHistory(
  need: Pick<ApiNeed, 'catalog' | 'priceStates' | 'ledger' | 'clock'>,
  productId: string,
  { since, until, limit }: z.infer<typeof HistoryQuery>,
): Promise<ProductHistory> {
  const [product, state] = await Promise.all([
    need.catalog.product(productId),
    need.priceStates.read(productId),
  ]);
  if (product === undefined) throw notFound(`product ${productId} is not in the catalog`);
  const span = { since: since ?? FIRST, until: until ?? need.clock() };
  const ids: string[] = [];
  for await (const id of need.ledger.byProduct(productId, span)) {
    ids.push(id);
    if (ids.length > limit) break;
  }
  const rows = (await need.ledger.readMany(ids.slice(0, limit))).sort(oldestFirst);
  const inTurn = pLimit(EVIDENCE_AT_ONCE);
  const evidence = await Promise.all(rows.map((row) => inTurn(() => evidenceOf(need, row))));
  const points = rows.map((row, at) => pointOf(row, evidence[at]));
  const isWhole = ids.length <= limit && since === undefined;
  return {
    product,
    state: state ?? null,
    currency: product.currency,
    points: referencePrices(points, evidence, { isWhole, inForce: state?.price }),
    ...(ids.length > limit ? { more: true as const } : {}),
  };
}

const evidenceOf = async ({ ledger }: Pick<ApiNeed, 'ledger'>, row: LedgerRow) =>
  Object.keys(row.decisions).length === 0
    ? undefined
    : committedEvidence(row, await ledger.readEvidence(row.eventId));

function pointOf(row: LedgerRow, evidence: Evidence | undefined): HistoryPoint {
  const { price, priceBefore, trail } = evidence?.decision ?? {};
  const parsed = parseEvent(envelopeOf(row));
  return {
    at: row.acceptedAt,
    eventId: row.eventId,
    outcome: row.outcome ?? 'open',
    ...given({ kind: row.kind, revision: row.revision, reason: row.reason }),
    ...(parsed.ok ? stockIn(parsed.event) : {}),
    ...given({ price: row.outcome === 'priced' ? price : priceBefore }),
    ...tightestBounds(trail ?? []),
  };
}

const stockIn = (event: PriceEvent) =>
  event.kind === 'inventory' ? { sequence: event.sequence, stock: event.stock } : {};

const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>;
  };

const oldestFirst = (a: LedgerRow, b: LedgerRow): number =>
  a.acceptedAt === b.acceptedAt ? (a.eventId < b.eventId ? -1 : 1) : a.acceptedAt < b.acceptedAt ? -1 : 1;
