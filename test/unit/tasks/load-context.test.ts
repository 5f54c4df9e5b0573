import { beforeEach, describe, expect, it } from 'vitest';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { elapsedMs, shift } from '../../../domain/values/time.ts';
import { loadContext } from '../../../tasks/load-context.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryOrders } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { inventory, NOW, policy, product, reprice, state } from '../domain/make.ts';

const ID = product().productId;
const another = (forMs: number) => ({ eventId: 'another', until: shift(NOW, forMs) });

let states: Record<string, PriceState>;
let now: string;
/** Changes by others while the event waits, by number of the wait. */
let meanwhile: (() => void)[];

beforeEach(() => {
  states = { [ID]: state({ decidedAt: shift(NOW, -10) }) };
  now = NOW;
  meanwhile = [];
});

function load(event: PriceEvent = inventory()) {
  const { version, mode, ...terms } = policy();
  const priceStates = memoryPriceStates(states);
  return loadContext({
    catalog: memoryCatalog({
      products: { [ID]: product() },
      policies: { default: { current: { version, mode }, versions: { [version]: terms } } },
    }),
    priceStates,
    orders: memoryOrders({ orders: {}, used: {} }),
    clock: () => now,
    async sleep(ms) {
      now = shift(now, ms);
      meanwhile.shift()?.();
    },
  })({ received: 'open', event });
}

const becomes = (changes: Parameters<typeof state>[0]) => {
  states[ID] = state(changes);
};

const hasTurn = () => states[ID]?.turn?.eventId;

describe('an event of a busy product', () => {
  it('takes the turn and is judged on the state that it was taken on', async () => {
    const loaded = await load();

    expect(loaded).toMatchObject({ next: 'ask-rules', context: { state: { revision: 1 } } });
    expect(now).toBe(NOW);
    expect(hasTurn()).toBe('event-2');
  });

  it('waits while another has the turn, and is superseded once a newer one is decided', async () => {
    becomes({ decidedAt: shift(NOW, -10), turn: another(1_000) });
    meanwhile = [() => {}, () => becomes({ revision: 2, sequence: 9, decidedAt: now })];

    expect(await load()).toEqual({ next: 'supersede', reason: 'sequence 9 was decided before' });
    expect(hasTurn()).toBeUndefined();
  });

  it('is judged on what the other left when it is newer than that', async () => {
    becomes({ decidedAt: shift(NOW, -10), turn: another(1_000) });
    meanwhile = [() => becomes({ revision: 2, decidedAt: now })];

    expect(await load()).toMatchObject({ next: 'ask-rules', context: { state: { revision: 2 } } });
    expect(hasTurn()).toBe('event-2');
  });

  it('waits on when another was quicker to take the turn', async () => {
    const priceStates = memoryPriceStates(states);
    const waited = load(reprice());
    await priceStates.takeTurn(state(), another(100), NOW);

    expect(await waited).toMatchObject({ next: 'ask-rules' });
    expect(elapsedMs(NOW, now)).toBe(100);
  });

  it('takes over the turn of one that died with it', async () => {
    becomes({ decidedAt: shift(NOW, -10), turn: another(1_000) });

    expect(await load()).toMatchObject({ next: 'ask-rules' });
    expect(elapsedMs(NOW, now)).toBe(1_000);
  });

  it('is judged out of turn after a second and a half, whoever goes on taking turns', async () => {
    const takesTurn = () =>
      becomes({ decidedAt: shift(NOW, -10), turn: { eventId: 'another', until: shift(now, 1_000) } });
    takesTurn();
    meanwhile = Array.from({ length: 40 }, () => takesTurn);

    expect(await load()).toMatchObject({ next: 'ask-rules' });
    expect(elapsedMs(NOW, now)).toBe(1_500);
    expect(hasTurn()).toBe('another');
  });
});

it('neither waits nor takes a turn for a product that is not busy', async () => {
  becomes({});

  expect(await load()).toMatchObject({ next: 'ask-rules' });
  expect(hasTurn()).toBeUndefined();
});
