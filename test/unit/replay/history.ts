import { type Models, modelName } from '../../../adapters/demand-models.ts';
import { packEvidence, unpackEvidence } from '../../../adapters/evidence-item.ts';
import type { Proposal } from '../../../domain/context/proposal.ts';
import type { Decision } from '../../../domain/decision/decision.ts';
import { toEnvelope } from '../../../domain/events/envelope.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import type { Evidence, LedgerRow } from '../../../domain/record/ledger.ts';
import { ModelTimeout, ModelUnavailable, SenselessAnswer } from '../../../domain/values/errors.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { applyGuardrails } from '../../../tasks/apply-guardrails.ts';
import { challengePrice } from '../../../tasks/challenge-price.ts';
import { type Committed, commit } from '../../../tasks/commit.ts';
import { fallbackPrice } from '../../../tasks/fallback-price.ts';
import { predictPrice } from '../../../tasks/predict-price.ts';
import { type Loaded, readContext } from '../../../tasks/read-context.ts';
import { CONTRACT } from '../../fakes/demand-models.ts';
import { type CatalogData, memoryCatalog } from '../../fakes/memory-catalog.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryOrders, type OrdersData } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { type Random, seededRandom } from '../../faults/random.ts';
import { NOW, orderFor, orderIdAt } from '../domain/make.ts';
import { anyProduct, anyTerms } from './terms.ts';

/** The decisions of a history, with the data to judge them again. */
export interface History {
  catalog: ReturnType<typeof memoryCatalog>;
  decided: { row: LedgerRow; evidence: Evidence[] }[];
  challenges: NonNullable<LedgerData['challenges']>;
  models: Models;
}

const PRODUCTS = ['SKU1', 'SKU2'];

/**
 * Events of every kind on two products, by the tasks of the workflow in its order, each through JSON as the workflow carries it.
 * Models fail, policies, modes and health change, and events overtake each other between LoadContext and Commit.
 */
export async function history(seed: number, events: number): Promise<History> {
  const random = seededRandom(seed);
  let now = NOW;
  const pass = (ms: number) => {
    now = shift(now, Math.round(ms));
  };
  // Every reading of the clock is different.
  const clock = () => {
    pass(random.between(1, 40));
    return now;
  };
  const catalogData: CatalogData = {
    products: Object.fromEntries(PRODUCTS.map((id) => [id, anyProduct(random, id)])),
    policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: anyTerms(random) } } },
  };
  const ledgerData: LedgerData = { rows: {}, evidence: {}, challenges: {} };
  const orders: OrdersData = { orders: {}, used: {} };
  const states: Parameters<typeof memoryPriceStates>[0] = {};
  const stores = {
    catalog: memoryCatalog(catalogData),
    priceStates: memoryPriceStates(states),
    ledger: memoryLedger(ledgerData),
    orders: memoryOrders(orders),
  };
  const models = modelsOf(random);
  const deps = { ...stores, models, clock };
  const tasks = {
    load: readContext(deps),
    predict: predictPrice(deps),
    fallBack: fallbackPrice(deps),
    judge: applyGuardrails(deps),
    commit: commit(deps),
    challenge: challengePrice(deps),
  };
  let sent = 0;
  const stocks: Record<string, { stock: number; sequence: number }> = {};

  const next = (): PriceEvent => {
    const productId = random.oneOf(PRODUCTS);
    sent += 1;
    const eventId = `event-${sent}`;
    const acceptedAt = clock();
    const own = { eventId, acceptedAt, productId };
    const kind =
      states[productId] === undefined
        ? 'seed'
        : random.weighted({ inventory: 60, reprice: 20, rollback: 6, release: 6, seed: 1 });
    if (kind === 'seed') return { kind, ...own };
    if (kind === 'reprice') return { kind, ...own, why: 'time has passed' };
    if (kind === 'inventory') {
      const before = stocks[productId] ?? { stock: 120, sequence: 0 };
      const stock = random.chance(0.08)
        ? 0
        : before.stock === 0 || random.chance(0.1)
          ? before.stock + random.below(200)
          : Math.max(0, before.stock - random.below(9));
      stocks[productId] = { stock, sequence: before.sequence + 1 };
      const occurredAt = shift(acceptedAt, random.oneOf([-3_000, -50, 0, 60_000]));
      const expectedRestockAt = shift(acceptedAt, random.between(-2, 20) * HOUR_MS);
      const announced = random.chance(0.1) ? { expectedRestockAt } : {};
      return { kind, ...own, ...stocks[productId], occurredAt, ...announced };
    }
    const orderId = orderIdAt(kind, 400 + sent + random.below(9_000));
    const event = { kind, ...own, orderId };
    const order = orderFor(event, states[productId]?.price?.revision ?? 0, {
      givenAt: random.chance(0.9) ? acceptedAt : shift(acceptedAt, -24 * HOUR_MS + 30),
      ...(random.chance(0.1) ? { onPriceRevision: 999 } : {}),
    });
    if (order !== undefined) {
      const second = random.chance(0.7);
      orders.orders[orderId] =
        order.kind === 'release' && !second ? ({ ...order, second: undefined } as typeof order) : order;
      if (random.chance(0.1)) orders.used[orderId] = 'another event';
    }
    return event;
  };

  /** `overtakes` runs between LoadContext and Commit, so that the commit is refused and the event is judged again. */
  async function handle(event: PriceEvent, overtakes?: () => Promise<void>): Promise<void> {
    const { eventId, productId, kind, acceptedAt } = event;
    await stores.ledger.open({
      eventId,
      productId,
      kind,
      acceptedAt,
      receivedAt: clock(),
      envelope: JSON.stringify(toEnvelope(event)),
      execution: `arn:${eventId}`,
    });
    let proposal: Proposal | null = null;
    let overtaken = overtakes === undefined;
    for (;;) {
      const loaded: Loaded = through(await tasks.load({ event }));
      if (!('context' in loaded)) return;
      const { context } = loaded;
      if (loaded.next === 'stand') proposal = null;
      else proposal ??= through(await propose(event, loaded.next, context));
      const decision: Decision = through(await tasks.judge({ event, context, proposal }));
      if (!overtaken) {
        overtaken = true;
        await overtakes?.();
      }
      const committed: Committed = through(await tasks.commit({ event, context, proposal, decision }));
      if (committed.status === 'refused') {
        proposal = committed.proposal;
        continue;
      }
      if (committed.status !== 'committed') throw new Error(`${eventId} was ${committed.status}`);
      const { outcome, reason, revision } = committed.mark;
      await stores.ledger.close(eventId, { outcome, reason, revision, closedAt: clock() });
      await stores.priceStates.settle(productId, eventId);
      if (loaded.next === 'ask-model' && proposal !== null)
        await tasks.challenge({ event, context, proposal, decision });
      return;
    }
  }

  async function propose(
    event: PriceEvent,
    way: 'ask-model' | 'ask-rules',
    context: Parameters<typeof tasks.predict>[0]['context'],
  ) {
    if (way === 'ask-rules') return tasks.fallBack({ event, context, fallbackFor: null });
    try {
      return await tasks.predict({ event, context });
    } catch (error) {
      const { name, message } = error as Error;
      const cause = JSON.stringify({ errorType: name, errorMessage: message });
      return tasks.fallBack({ event, context, fallbackFor: { error: name, cause } });
    }
  }

  async function change(): Promise<void> {
    const policy = catalogData.policies['default'];
    if (random.chance(0.06)) await stores.catalog.putPolicy(anyTerms(random));
    if (random.chance(0.06))
      await stores.catalog.setMode('default', random.oneOf(['live', 'live', 'shadow', 'paused']), {
        at: clock(),
      });
    if (policy?.current?.mode === 'paused' && random.chance(0.5))
      await stores.catalog.setMode('default', 'live', { at: clock() });
    if (random.chance(0.2))
      await stores.catalog.putModelHealth(
        models.map((model) => ({
          model: modelName(model),
          products: 2,
          soldUnits: random.between(0, 300),
          expectedUnits: random.between(0, 300),
          at: now,
        })),
      );
  }

  for (let at = 0; at < events; at += 1) {
    pass(random.chance(0.2) ? random.between(0, 6 * HOUR_MS) : random.between(0, 900_000));
    await change();
    const overtakes = random.chance(0.15)
      ? async () => {
          for (let more = 1 + random.below(2); more > 0; more -= 1) await handle(next());
        }
      : undefined;
    await handle(next(), overtakes);
  }
  const decided = Object.values(ledgerData.rows).map((row) => ({
    row,
    evidence: Object.values(ledgerData.evidence)
      .filter(({ eventId }) => eventId === row.eventId)
      .map((each) => unpackEvidence(packEvidence(each))),
  }));
  return { catalog: stores.catalog, decided, challenges: ledgerData.challenges ?? {}, models };
}

const through = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

/**
 * One model answers in float32 and ignores time; the other answers in float64 and has quieter nights. Both fail sometimes.
 */
function modelsOf(random: Random): Models {
  const elasticity = random.between(0.5, 4);
  const predict =
    (precise: boolean): Models[0]['predict'] =>
    async (csv) => {
      if (random.chance(0.04)) throw new ModelTimeout('demand did not answer within 500 ms');
      if (random.chance(0.03)) throw new ModelUnavailable('demand: Error: connection refused');
      if (random.chance(0.03)) throw new SenselessAnswer('answer 3 is "NaN"');
      if (random.chance(0.02)) return csv.split('\n').map(() => 0);
      return csv.split('\n').map((row) => {
        const [ratio = 0, second = 0] = row.split(',').map(Number);
        const index = Math.exp(-elasticity * ratio) * (1 + 0.3 * second);
        return precise ? Math.abs(index) : Math.fround(Math.abs(index));
      });
    };
  const hourly = { ...CONTRACT, version: 'abcdef012345', interval: 'hour' as const, promo: true };
  return [
    { endpoint: 'demand', contract: CONTRACT, predict: predict(false) },
    { endpoint: 'hourly', contract: hourly, predict: predict(true) },
  ];
}
