import * as z from 'zod';
import { PriceAmount } from './money.ts';
import { ProductId } from './product.ts';
import { Time } from './time.ts';

const InventoryChanged = z.object({
  productId: ProductId,
  /** The product's total of sellable units after the change. */
  stock: z.int().nonnegative(),
  /** Raised by the inventory system with every change of this product. */
  sequence: z.int().nonnegative(),
  occurredAt: Time,
  reason: z.string().max(500).optional(),
  location: z.string().max(200).optional(),
});

export const By = z.string().min(1).max(200);
export const Why = z.string().min(1).max(500);
const SeedRequested = z.object({ productId: ProductId });
const RepriceRequested = z.object({ productId: ProductId, why: Why });
/** The revision of the price that a person's order may replace, 0 where there was none: with another one in force it is too late. */
const OnPriceRevision = z.int().nonnegative().optional();
const ReleaseRequested = z.object({
  productId: ProductId,
  price: PriceAmount,
  ofEventId: z.string().min(1),
  releasedBy: By,
  /** The second person, where it took one. */
  confirmedBy: By.optional(),
  onPriceRevision: OnPriceRevision,
  why: Why,
});
const RollbackRequested = z.object({
  productId: ProductId,
  price: PriceAmount,
  rolledBackBy: By,
  onPriceRevision: OnPriceRevision,
  why: Why,
});

/** The kinds of event, each with the source and detail-type it comes under on the bus. */
export const EVENT_KINDS = {
  inventory: { source: 'inventory', detailType: 'InventoryChanged', detail: InventoryChanged },
  seed: { source: 'pricewire', detailType: 'SeedRequested', detail: SeedRequested },
  reprice: { source: 'pricewire', detailType: 'RepriceRequested', detail: RepriceRequested },
  release: { source: 'pricewire', detailType: 'ReleaseRequested', detail: ReleaseRequested },
  rollback: { source: 'pricewire', detailType: 'RollbackRequested', detail: RollbackRequested },
} as const;
export type EventKind = keyof typeof EVENT_KINDS;

const carried = { eventId: z.string().min(1).max(200), acceptedAt: Time };

/** An event that has passed validation. `acceptedAt` is when the bus took it. */
export const PriceEvent = z.discriminatedUnion('kind', [
  InventoryChanged.extend({ kind: z.literal('inventory'), ...carried }),
  SeedRequested.extend({ kind: z.literal('seed'), ...carried }),
  RepriceRequested.extend({ kind: z.literal('reprice'), ...carried }),
  ReleaseRequested.extend({ kind: z.literal('release'), ...carried }),
  RollbackRequested.extend({ kind: z.literal('rollback'), ...carried }),
]);
export type PriceEvent = z.infer<typeof PriceEvent>;
export type InventoryEvent = Extract<PriceEvent, { kind: 'inventory' }>;

const Envelope = z.object({
  id: z.string().min(1).max(200),
  source: z.string(),
  'detail-type': z.string(),
  time: Time,
  detail: z.unknown(),
});

export type ParsedEvent = { ok: true; event: PriceEvent } | { ok: false; problem: string };

/** Reads the envelope that the bus delivers. A problem names every field that is wrong. */
export function parseEvent(input: unknown): ParsedEvent {
  const envelope = Envelope.safeParse(input);
  const { source, 'detail-type': detailType, detail } = (input ?? {}) as Record<string, unknown>;
  const kind = kindOf(source, detailType);
  const parsed = kind && EVENT_KINDS[kind].detail.safeParse(detail);
  const problems = [
    ...(envelope.error ? [describe(envelope.error, 'event')] : []),
    ...(envelope.success && kind === undefined
      ? [`source "${source}" with detail-type "${detailType}" is not an event of Pricewire`]
      : []),
    ...(parsed?.error ? [describe(parsed.error, 'detail')] : []),
  ];
  if (!envelope.success || !parsed?.success) return { ok: false, problem: problems.join('; ') };
  return {
    ok: true,
    event: { ...parsed.data, kind, eventId: envelope.data.id, acceptedAt: envelope.data.time } as PriceEvent,
  };
}

/** The envelope that `event` came in, so that it can be started again. */
export function toEnvelope(event: PriceEvent): Record<string, unknown> {
  const { kind, eventId, acceptedAt, ...detail } = event;
  const { source, detailType } = EVENT_KINDS[kind];
  return { version: '0', id: eventId, source, 'detail-type': detailType, time: acceptedAt, detail };
}

function kindOf(source: unknown, detailType: unknown): EventKind | undefined {
  const kinds = Object.keys(EVENT_KINDS) as EventKind[];
  return kinds.find(
    (kind) => EVENT_KINDS[kind].source === source && EVENT_KINDS[kind].detailType === detailType,
  );
}

const describe = (error: z.ZodError, root: string): string =>
  error.issues.map(({ path, message }) => `${[root, ...path.map(String)].join('.')}: ${message}`).join('; ');
