import { type AcceptedEvents, acceptedAt, type Envelope } from '../adapters/accepted-events.ts';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { Orders } from '../adapters/orders.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { type ParsedEvent, parseEvent } from '../domain/events/envelope.ts';
import { isOrdered } from '../domain/events/price-event.ts';
import type { MissingEvent, Reconciliation } from '../domain/record/upkeep-lines.ts';
import { shift } from '../domain/values/time.ts';
import { overtakenOrders } from './price-order.ts';

export interface MissingStarter {
  ledger: Pick<Ledger, 'withRow'>;
  priceStates: Pick<PriceStates, 'readPrices'>;
  orders: Pick<Orders, 'readMany'>;
  /** Starts the workflow on an accepted event. */
  deliver: (envelope: Envelope) => Promise<unknown>;
}

export interface Reconciler extends MissingStarter {
  archive: AcceptedEvents;
  clock: Clock;
  /** The longest time until an event has its row, in milliseconds. Younger events are skipped. */
  underWayMs: number;
}

const EVENTS_AT_ONCE = 100;

/**
 * Starts the accepted events since a time that have no ledger row. Each keeps its id, so repeating it is harmless. If an
 * archive returned an event under another id, it would be a late duplicate, which changes nothing.
 */
export async function* reconcileArchive(
  deps: Reconciler,
  { since, dryRun }: { since: string; dryRun: boolean },
): AsyncGenerator<Reconciliation> {
  const until = shift(deps.clock(), -Math.max(deps.underWayMs, deps.archive.lagMs));
  if (since > until) return;
  const told = new Set<string>();
  let checked = 0;
  let events: Envelope[] = [];
  async function* settle(): AsyncGenerator<Reconciliation> {
    for (const missing of await startMissing(deps, events, { told, dryRun })) yield { missing };
    checked += events.length;
    events = [];
    yield { checked };
  }
  for await (const each of deps.archive.between(since, until)) {
    if ('replay' in each) yield each;
    else if (events.push(each.event) === EVENTS_AT_ONCE) yield* settle();
  }
  if (events.length > 0) yield* settle();
}

/** Starts those of the events that have no ledger row, and returns them once each, except the ones already in `told`. */
export async function startMissing(
  deps: MissingStarter,
  events: Envelope[],
  { told = new Set<string>(), dryRun = false } = {},
): Promise<MissingEvent[]> {
  const known = await deps.ledger.withRow(events.map(({ id }) => id));
  // Archives and queues may return an event twice.
  const missing = events.filter(({ id }) => !known.has(id) && !told.has(id) && told.add(id));
  const parsed = missing.map((envelope) => [envelope, parseEvent(envelope)] as const);
  const unreadable = new Set<unknown>();
  const tooLate = await overtakenOrders(
    deps,
    parsed.flatMap(([, each]) => (each.ok ? [each.event] : [])),
    ({ key }) => unreadable.add(key['productId']),
  );
  const found: MissingEvent[] = [];
  for (const [envelope, each] of parsed) {
    // With an unreadable state, the price that the order would replace is unknown.
    const isKept = each.ok && isOrdered(each.event) && unreadable.has(each.event.productId);
    const overtaken = tooLate.get(envelope.id);
    const started = !dryRun && !isKept;
    if (started) await deps.deliver(envelope);
    found.push({
      ...about(envelope, each),
      started,
      ...(isKept ? { kept: "the price state of its product can't be read" } : {}),
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
    acceptedAt: acceptedAt(envelope),
  };
}
