import type { Proposal } from '../../../domain/context/proposal.ts';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { type Decision, decide } from '../../../domain/decision/decision.ts';
import type { DemandMemory } from '../../../domain/demand/demand-memory.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { inForce, inventory, NOW, on, policy, product, proposal, reprice, rollback, state } from './make.ts';

/** The model's index at a price: 1 at the list price, a quarter at twice as much. */
export const indexOf = (price: number): number => (price / 1_000) ** -2;

export const after = (hours: number): string => shift(NOW, Math.round(hours * HOUR_MS));

/** The data of a model's proposal. */
interface ByModel {
  amount?: number;
  model?: string;
  /** Units an hour where the index is 1. */
  level?: number;
  index?: (price: number) => number;
  startFrom?: { units: number; indexHours: number };
}

/** A model's proposal of `amount`, with its index at every price from 4.00 to 40.00. */
export function byModel(
  reference: number,
  { amount = reference, model = 'demand@1', level = 2, index = indexOf, startFrom }: ByModel = {},
): Proposal {
  const prices = [400, 700, 1_000, 1_500, 2_500, 4_000];
  const curve = prices.map((price) => ({
    price,
    unitsPerHour: level * index(price),
    expectedUnits: 1,
    expectedProfit: 1,
  }));
  return proposal(amount, {
    by: model,
    curve,
    demand: {
      model,
      level: { unitsPerHour: level, cv: 0.5 },
      reference: { price: reference, index: index(reference) },
      ...(startFrom ? { startFrom } : {}),
    },
  });
}

interface How extends ByModel {
  /** The source of the proposal; by default a model. */
  by?: 'model' | 'rules' | 'nobody';
  /** Hours from the event to its decision. */
  delay?: number;
  mode?: 'live' | 'shadow' | 'paused';
}

/** A product whose events are decided and committed one after another. Hours count from NOW. */
export class Learner {
  current: PriceState;
  last: Decision | undefined;
  readonly #settings: Parameters<typeof policy>[0];

  /** At NOW 100 units were observed, EUR 10.00 is in force, and nothing was learned. */
  constructor(
    changes: Parameters<typeof state>[0] = {},
    model: Partial<NonNullable<Parameters<typeof policy>[0]>['model']> = {},
  ) {
    this.current = state({ stock: 100, stockAt: NOW, sequence: 1, price: inForce(1_000), ...changes });
    this.#settings = { model: { use: true, ...model } };
  }

  /** An event with the stock at `hours`. */
  sees(hours: number, stock: number, how: How = {}): this {
    const sequence = (this.current.sequence ?? 0) + 1;
    return this.#decide(inventory({ stock, sequence, occurredAt: after(hours) }), hours, how);
  }

  /** A reprice after some time. */
  reprices(hours: number, how: How = {}): this {
    return this.#decide(reprice(), hours, how);
  }

  /** A person puts a price in force. */
  rollsBack(hours: number, amount: number): this {
    return this.#decide(rollback(amount), hours, { amount, by: 'rules' });
  }

  #decide(event: PriceEvent, hours: number, { by = 'model', delay = 0, mode = 'live', ...asked }: How): this {
    const price = this.current.price?.amount ?? 1_000;
    const proposed = {
      model: byModel(price, asked),
      rules: proposal(asked.amount ?? price, { source: 'rules' }),
      nobody: undefined,
    }[by];
    const named = { ...event, eventId: `event-${this.current.revision + 1}` };
    const circumstances = on({
      product: product(),
      policy: policy({ ...this.#settings, mode }),
      state: this.current,
      event: named,
      now: after(hours + delay),
    });
    this.last = decide(circumstances, proposed);
    this.current = { ...commitDecision(this.current, named, this.last), unsettled: {} };
    return this;
  }

  get memory(): DemandMemory {
    return this.current.demand ?? {};
  }

  get units(): number {
    return this.memory.sales?.units ?? 0;
  }

  get indexHours(): number {
    return this.memory.sales?.indexHours ?? 0;
  }
}
