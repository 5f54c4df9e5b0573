import pLimit from 'p-limit';
import { parseEvent } from '../../domain/events/envelope.ts';
import { isSequenced, type PriceEvent, tellsStock } from '../../domain/events/price-event.ts';
import { type Evidence, envelopeOf, type LedgerRow } from '../../domain/record/ledger.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';
import type { HistoryPoint, HistoryQuery, ProductHistory } from '../routes/products.ts';
import { committedEvidence, mayBeDecided } from '../search/found-event.ts';
import { referencePrices } from './reference-prices.ts';
import { tightestBounds } from './tightest-bounds.ts';

const EVIDENCE_AT_ONCE = 8;
const FIRST = '1970-01-01T00:00:00.000Z';

/** A product's newest events in a span, oldest first, each with price and bounds after it. */
export async function productHistory(
  deps: Pick<ApiDeps, 'catalog' | 'priceStates' | 'ledger' | 'clock'>,
  productId: string,
  { since, until, limit }: HistoryQuery,
): Promise<ProductHistory> {
  const [product, state] = await Promise.all([
    deps.catalog.product(productId),
    deps.priceStates.read(productId),
  ]);
  if (product === undefined) throw notFound(`product ${productId} is not in the catalog`);
  const span = { since: since ?? FIRST, until: until ?? deps.clock() };
  const ids: string[] = [];
  for await (const id of deps.ledger.byProduct(productId, span)) {
    ids.push(id);
    if (ids.length > limit) break;
  }
  const rows = (await deps.ledger.readMany(ids.slice(0, limit))).sort(oldestFirst);
  const inTurn = pLimit(EVIDENCE_AT_ONCE);
  const evidence = await Promise.all(rows.map((row) => inTurn(() => evidenceOf(deps, row))));
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

const evidenceOf = async ({ ledger }: Pick<ApiDeps, 'ledger'>, row: LedgerRow) =>
  mayBeDecided(row) ? committedEvidence(row, await ledger.readEvidence(row.eventId)) : undefined;

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

const stockIn = (event: PriceEvent) => ({
  ...(isSequenced(event) ? { sequence: event.sequence } : {}),
  ...(tellsStock(event) ? { stock: event.stock } : {}),
});

const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>;
  };

const oldestFirst = (a: LedgerRow, b: LedgerRow): number =>
  a.acceptedAt === b.acceptedAt ? (a.eventId < b.eventId ? -1 : 1) : a.acceptedAt < b.acceptedAt ? -1 : 1;
