import { beforeEach, describe, expect, it } from 'vitest';
import type { PriceEvent } from '../../../domain/inventory-event.ts';
import type { PriceState } from '../../../domain/price-state.ts';
import { elapsedMs, shift } from '../../../domain/time.ts';
import { loadInTurn } from '../../../tasks/wait-turn.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { inventory, NOW, policy, product, reprice, state } from '../domain/make.ts';

const ID = product().productId;
const another = (forMs: number) => ({ eventId: 'another', until: shift(NOW, forMs) });

let states: Record<string, PriceState>;
let now: string;
/** What happens elsewhere while the event waits, by the wait. */
let meanwhile: (() => void)[];

beforeEach(() => {
  states = { [ID]: state({ decidedAt: shift(NOW, -10) }) };
  now = NOW;
  meanwhile = [];
});

function load(event: PriceEvent = inventory()) {
  const { version, mode, ...terms } = policy();
  const priceStates = memoryPriceStates(states);
  return loadInTurn({
    catalog: memoryCatalog({
      products: { [ID]: product() },
      policies: { default: { current: { version, mode }, versions: { [version]: terms } } },
    }),
    priceStates,
    clock: () => now,
    async sleep(ms) {
      now = shift(now, ms);
      meanwhile.shift()?.();
    },
  })({ event });
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
    becomes({ decidedAt: shift(NOW, -10), turn: another(60_000) });

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
