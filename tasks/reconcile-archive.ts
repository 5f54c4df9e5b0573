import type { AcceptedEvents, Envelope, ReplayProgress } from '../adapters/accepted-events.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { type ParsedEvent, parseEvent } from '../domain/inventory-event.ts';
import { shift } from '../domain/time.ts';
import type { Clock } from './clock.ts';
import { boundToPrice, overtakenOrder, pricesInForce } from './price-order.ts';

export interface Reconciler {
  archive: AcceptedEvents;
  ledger: Pick<Ledger, 'readMany'>;
  priceStates: Pick<PriceStates, 'readPrices'>;
  /** Starts the workflow on an event that is in the archive already. */
  deliver: (envelope: Envelope) => Promise<unknown>;
  clock: Clock;
  /** The longest that an event waits for its row, in milliseconds: a younger one is on its way. */
  underWayMs: number;
}

/** `checked`: events so far. `replay`: how far the archive is with giving them back. */
export type Reconciliation = { checked: number } | { missing: MissingEvent } | { replay: ReplayProgress };

/** An accepted event without a ledger row. */
export interface MissingEvent {
  eventId: string;
  productId?: string;
  acceptedAt: string;
  /** False for a dry run. */
  started: boolean;
  /** Why it can only end `held`. */
  overtaken?: string;
}

const EVENTS_AT_ONCE = 100;

/**
 * Starts the accepted events since a time that have no ledger row. Each keeps its id, so that doing so twice does no harm; and
 * should an archive give back an event under another id, it is a late duplicate like any other, which changes nothing.
 */
export async function* reconcileArchive(
  need: Reconciler,
  { since, dryRun }: { since: string; dryRun: boolean },
): AsyncGenerator<Reconciliation> {
  const until = shift(need.clock(), -Math.max(need.underWayMs, need.archive.lagMs));
  if (since > until) return;
  const told = new Set<string>();
  let checked = 0;
  let events: Envelope[] = [];
  async function* settle(): AsyncGenerator<Reconciliation> {
    for (const missing of await startMissing(need, events, told, dryRun)) yield { missing };
    checked += events.length;
    events = [];
    yield { checked };
  }
  for await (const each of need.archive.between(since, until)) {
    if ('replay' in each) yield each;
    else if (events.push(each.event) === EVENTS_AT_ONCE) yield* settle();
  }
  if (events.length > 0) yield* settle();
}

async function startMissing(
  need: Reconciler,
  events: Envelope[],
  told: Set<string>,
  dryRun: boolean,
): Promise<MissingEvent[]> {
  const rows = await need.ledger.readMany(events.map(({ id }) => id));
  const known = new Set(rows.map(({ eventId }) => eventId));
  // An archive may give an event back twice.
  const missing = events.filter(({ id }) => !known.has(id) && !told.has(id) && told.add(id));
  const parsed = missing.map((envelope) => [envelope, parseEvent(envelope)] as const);
  const prices = await pricesInForce(
    need,
    parsed.flatMap(([, each]) => (each.ok ? [each.event] : [])),
  );
  const found: MissingEvent[] = [];
  for (const [envelope, each] of parsed) {
    const overtaken = each.ok ? overtakenOrder(each.event, prices) : undefined;
    if (!dryRun) await need.deliver(each.ok ? boundToPrice(envelope, each.event, prices) : envelope);
    found.push({
      ...about(envelope, each),
      started: !dryRun,
      ...(overtaken === undefined ? {} : { overtaken }),
    });
  }
  return found;
}

function about(
  envelope: Envelope,
  parsed: ParsedEvent,
): Pick<MissingEvent, 'eventId' | 'productId' | 'acceptedAt'> {
  const { productId } = parsed.ok ? parsed.event : ((envelope['detail'] ?? {}) as { productId?: unknown });
  return {
    eventId: envelope.id,
    ...(typeof productId === 'string' ? { productId } : {}),
    acceptedAt: String(envelope['time']),
  };
}
