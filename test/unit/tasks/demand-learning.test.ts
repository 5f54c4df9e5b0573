import { beforeEach, describe, expect, it } from 'vitest';
import type { Models } from '../../../adapters/demand-models.ts';
import { decide } from '../../../domain/decision/decision.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { type Committed, commit } from '../../../tasks/commit.ts';
import { predictPrice } from '../../../tasks/predict-price.ts';
import { readContext } from '../../../tasks/read-context.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { type CatalogData, memoryCatalog } from '../../fakes/memory-catalog.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryOrders } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { after } from '../domain/learning.ts';
import { inventory, NOW, policy, product, state } from '../domain/make.ts';

const models: Models = [elasticModel()];
const { version, mode, ...terms } = policy({
  model: { use: true },
  guardrails: { cooldown: { minutes: 9_999 } },
});

let states: Record<string, PriceState>;
let catalog: CatalogData;
let ledger: LedgerData;
let now: string;
beforeEach(() => {
  states = { SKU1: state({ stock: 100, stockAt: NOW, price: { ...state().price, since: NOW } as never }) };
  catalog = {
    products: { SKU1: product({ baselineUnitsPerHour: 2 }) },
    policies: { default: { current: { version, mode }, versions: { [version]: terms } } },
  };
  ledger = { rows: {}, evidence: {} };
  now = NOW;
});

const deps = () => ({
  catalog: memoryCatalog(catalog),
  priceStates: memoryPriceStates(states),
  ledger: memoryLedger(ledger),
  models,
  orders: memoryOrders({ orders: {}, used: {} }),
  clock: () => now,
});

const told = (eventId: string, sequence: number, hours: number, stock: number): PriceEvent =>
  inventory({ eventId, sequence, occurredAt: after(hours), stock });

/** Runs the tasks of an event up to its commit. Returns its next branch if it is not judged. */
async function judge(
  event: PriceEvent,
  settled = true,
): Promise<Committed['status'] | 'settle' | 'supersede'> {
  const loaded = await readContext(deps())({ event });
  if (loaded.next === 'settle' || loaded.next === 'supersede') return loaded.next;
  const { context } = loaded;
  const proposal = loaded.next === 'ask-model' ? await predictPrice(deps())({ event, context }) : null;
  const decision = decide({ ...context, event, now }, proposal ?? undefined);
  await deps().ledger.open({
    eventId: event.eventId,
    acceptedAt: now,
    receivedAt: now,
    envelope: '{}',
    execution: 'run-1',
  });
  const { status } = await commit(deps())({ event, context, proposal, decision });
  if (settled) await deps().priceStates.settle('SKU1', event.eventId);
  return status;
}
const learned = () => states['SKU1']?.demand?.sales;

describe('an event that is delivered twice', () => {
  it.each([
    ['after it was settled', true, 'supersede'],
    ['before it was settled', false, 'settle'],
  ])('teaches once: %s', async (_, settled, next) => {
    await judge(told('e1', 2, 0, 100));
    now = after(2);
    await judge(told('e2', 3, 2, 94), settled);
    expect(await judge(told('e2', 3, 2, 94), settled)).toBe(next);
    expect(learned()).toMatchObject({ units: 6, indexHours: 2 });
  });

  it('under another id teaches once', async () => {
    await judge(told('e1', 2, 0, 100));
    now = after(2);
    await judge(told('e2', 3, 2, 94));
    expect(await judge(told('twin', 3, 2, 94))).toBe('supersede');
    expect(learned()).toMatchObject({ units: 6, indexHours: 2 });
  });

  it('teaches once when two executions judge it at the same time', async () => {
    await judge(told('e1', 2, 0, 100));
    now = after(2);
    const event = told('e2', 3, 2, 94);
    const [first, second] = [await readContext(deps())({ event }), await readContext(deps())({ event })];
    await deps().ledger.open({
      eventId: 'e2',
      acceptedAt: now,
      receivedAt: now,
      envelope: '{}',
      execution: 'run-1',
    });
    const statuses: string[] = [];
    for (const loaded of [first, second]) {
      if (!('context' in loaded)) throw new Error(`it was not judged, but went to ${loaded.next}`);
      const { context } = loaded;
      const proposal = await predictPrice(deps())({ event, context });
      const decision = decide({ ...context, event, now }, proposal);
      statuses.push((await commit(deps())({ event, context, proposal, decision })).status);
    }
    expect(statuses).toEqual(['committed', 'refused']);
    expect(learned()).toMatchObject({ units: 6, indexHours: 2 });
  });
});

describe('events that come out of order', () => {
  it('teach what they teach in order: the newer one tells what the older one would have', async () => {
    await judge(told('e1', 2, 0, 100));
    now = after(5);
    await judge(told('e3', 4, 4, 90));
    expect(await judge(told('e2', 3, 1, 97))).toBe('supersede');
    const outOfOrder = learned();

    states = { SKU1: state({ stock: 100, stockAt: NOW, price: { ...state().price, since: NOW } as never }) };
    ledger = { rows: {}, evidence: {} };
    now = NOW;
    await judge(told('e1', 2, 0, 100));
    now = after(5);
    await judge(told('e2', 3, 1, 97));
    await judge(told('e3', 4, 4, 90));
    expect(learned()?.units).toBe(outOfOrder?.units);
    expect(learned()?.indexHours).toBeCloseTo(outOfOrder?.indexHours ?? Number.NaN, 9);
    expect(outOfOrder).toMatchObject({ units: 10, indexHours: 4 });
  });
});

describe('what sales have taught', () => {
  it('tells on the price of the next event', async () => {
    await judge(told('e1', 2, 0, 100));
    now = after(2);
    await judge(told('e2', 3, 2, 65));
    now = after(2.01);
    const event = told('e3', 4, 2.01, 65);
    const loaded = await readContext(deps())({ event });
    if (!('context' in loaded)) throw new Error(`it was not judged, but went to ${loaded.next}`);
    const { demand } = await predictPrice(deps())({ event, context: loaded.context });
    expect(demand?.level.unitsPerHour).toBeGreaterThan(10);
  });
});

describe('the health of models', () => {
  const health = [{ model: 'demand@0123456789ab', products: 1, soldUnits: 1, expectedUnits: 1, at: NOW }];

  it.each([
    ['with a policy that asks for calibrated models', { calibration: {} }, health],
    ['not with another', {}, undefined],
  ])('is read %s', async (_, model, expected) => {
    const { version: _version, mode: _mode, ...asking } = policy({ model: { use: true, ...model } });
    catalog.policies = { default: { current: { version, mode }, versions: { [version]: asking } } };
    catalog.modelHealth = health;
    const loaded = await readContext(deps())({ event: told('e1', 2, 0, 90) });
    expect('context' in loaded && loaded.context.modelHealth).toEqual(expected);
  });
});
