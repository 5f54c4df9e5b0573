import type { ApiDeps } from '../../../api/deps.ts';
import type { Person } from '../../../api/routes/session.ts';
import type { Circumstances } from '../../../domain/context/circumstances.ts';
import type { PriceOrder } from '../../../domain/context/order.ts';
import type { Proposal } from '../../../domain/context/proposal.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { toEnvelope } from '../../../domain/events/envelope.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import { proposeByOperator } from '../../../domain/proposals/rules.ts';
import type { Outcome } from '../../../domain/record/ledger.ts';
import { MINUTE_MS, shift } from '../../../domain/values/time.ts';
import { commit } from '../../../tasks/commit.ts';
import { readContext } from '../../../tasks/read-context.ts';
import { inventory, NOW, orderFor, policy, product, proposal, state } from '../domain/make.ts';
import { type Answer, ask, audited, checkedApi, type Shop, shopWith } from './support.ts';

export const PEOPLE: Person[] = [
  { id: 'ann', name: 'Ann', roles: ['viewer', 'operator'] },
  { id: 'ben', name: 'Ben', roles: ['viewer', 'reviewer'] },
  { id: 'cleo', name: 'Cleo', roles: ['viewer', 'reviewer'] },
  { id: 'dana', name: 'Dana', roles: ['viewer', 'policy-owner', 'reviewer'] },
  { id: 'eva', name: 'Eva', roles: ['viewer', 'policy-owner'] },
  { id: 'finn', name: 'Finn', roles: ['viewer', 'auditor'] },
];

/** Terms that reject moves of more than 20%. */
export const CAREFUL = { guardrails: { reviewJump: { ofPriceInForcePercent: 20 } } };

/** A proposal, its amount, or a function that makes one. */
type Proposed = Proposal | number | ((on: Circumstances) => Promise<Proposal>);

export interface Desk {
  shop: Shop;
  deps: ApiDeps;
  /** Sends a request as a person, like the page. */
  as(person: string, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer>;
  /** Advances the clock. */
  later(minutes: number): void;
  /**
   * Judges and closes an event like the workflow, and returns its outcome. `ordered`: who gave its order, and how; by default
   * Ann.
   */
  happens(event: PriceEvent, proposed?: Proposed, ordered?: Partial<PriceOrder>): Promise<Outcome>;
  /** Event `id`, with a rejected price, by default EUR 16.00. */
  rejects(id: string, amount?: number): Promise<Outcome>;
  /** Judges every release event on the bus. */
  releases(): Promise<Outcome[]>;
}

/** The API over a shop that sells SKU1 for EUR 10.00, with people and a clock. */
export function desk(changes: Partial<Shop> = {}, over: Partial<ApiDeps> = {}): Desk {
  const { version: _, mode: __, ...terms } = policy(CAREFUL);
  const { shop, deps: made } = shopWith({
    products: { SKU1: product(), SKU2: product({ productId: 'SKU2' }) },
    policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: terms } } },
    states: { SKU1: state(), SKU2: state({ productId: 'SKU2' }) },
    people: PEOPLE,
    ...changes,
  });
  let now = NOW;
  const clock = () => now;
  const deps: ApiDeps = { ...made, clock, audit: audited(shop, clock), ...over };
  const api = checkedApi(deps);
  let sequence = 1;
  const judged = new Set<string>();

  const happens: Desk['happens'] = async (event, proposed, ordered) => {
    const { eventId, acceptedAt, productId } = event;
    const inForce = shop.states[productId]?.price;
    const order = orderFor(event, inForce?.revision ?? 0, { givenAt: now, ...ordered });
    if (order !== undefined) await deps.orders.put(order);
    const opening = {
      eventId,
      productId,
      kind: event.kind,
      acceptedAt,
      receivedAt: now,
      execution: 'arn:one',
    };
    await deps.ledger.open({ ...opening, envelope: JSON.stringify(toEnvelope(event)) });
    const loaded = await readContext(deps)({ event });
    if (!('context' in loaded)) throw new Error(`${eventId} is ${loaded.next}`);
    const on = { ...loaded.context, event, now };
    const made =
      typeof proposed === 'number'
        ? proposal(proposed)
        : typeof proposed === 'function'
          ? await proposed(on)
          : proposed;
    const asked = proposeByOperator(on) ?? made;
    const decision = decide(on, asked);
    const committed = await commit(deps)({
      event,
      context: loaded.context,
      proposal: asked ?? null,
      decision,
    });
    if (committed.status !== 'committed') throw new Error(`${eventId} was ${committed.status}`);
    const { outcome, reason, revision } = committed.mark;
    const published = outcome === 'priced' ? { publishedAt: now } : {};
    await deps.ledger.close(eventId, { outcome, reason, revision, closedAt: now, ...published });
    await deps.priceStates.settle(productId, eventId);
    return outcome;
  };

  return {
    shop,
    deps,
    happens,
    as: (person, method, path, body) =>
      ask(api, path, {
        method,
        headers: {
          'x-pricewire-person': person,
          'x-pricewire-client': 'console',
          'content-type': 'application/json',
        },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      }),
    later(minutes) {
      now = shift(now, minutes * MINUTE_MS);
    },
    rejects(id, amount = 1_600) {
      sequence += 1;
      return happens(inventory({ eventId: id, sequence, acceptedAt: now, occurredAt: now }), amount);
    },
    async releases() {
      const outcomes: Outcome[] = [];
      for (const { id, kind, detail } of shop.events.filter(
        (each) => each.kind === 'release' && !judged.has(each.id),
      )) {
        judged.add(id);
        outcomes.push(await happens({ ...detail, kind, eventId: id, acceptedAt: now } as PriceEvent));
      }
      return outcomes;
    },
  };
}
