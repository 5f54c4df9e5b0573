import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../../domain/context/circumstances.ts';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { type Decision, decide } from '../../../domain/decision/decision.ts';
import { judgeAgain } from '../../../domain/decision/judge-again.ts';
import { begun } from '../../../domain/standing/standing.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { after, byModel } from './learning.ts';
import { inForce, inventory, NOW, on, policy, product, release, reprice, seed, state } from './make.ts';

const GO_LIVE = { minimumHours: 3, minimumUnits: 5, calibration: { lowest: 0.5, highest: 2 } };
const watching = (changes: object = {}) =>
  policy({
    model: { use: true, learn: false },
    goLive: GO_LIVE,
    watchdog: { dispersion: 1 },
    ...changes,
  });
const known = product({ baselineUnitsPerHour: 2 });
/** The model earns most at 15.00, and 1 at the price in force of 10.00. */
const proposing = (changes: object = {}) => {
  const made = byModel(1_000, { amount: 1_500, ...changes });
  return { ...made, evidence: { stock: 50, hoursLeft: 24, busyness: 1, unitCost: 900 } };
};

interface Sale {
  hours: number;
  sold: number;
  made?: Partial<Parameters<typeof byModel>[1]> | undefined;
}

/** Decides these sales in turn, each told with the stock that is left. */
function history(
  sales: readonly Sale[],
  { terms = watching(), from = state({ stock: 10_000, decidedAt: NOW, stockAt: NOW }) } = {},
): { states: PriceState[]; decisions: Decision[] } {
  let [current, hours, stock] = [from, 0, from.stock ?? 0];
  const [states, decisions]: [PriceState[], Decision[]] = [[], []];
  sales.forEach(({ hours: more, sold, made }, at) => {
    hours += more;
    stock -= sold;
    const now = after(hours);
    const event = inventory({ eventId: `e${at}`, stock, sequence: at + 2, occurredAt: now });
    const decision = decide(
      on({ product: known, policy: terms, state: current, event, now }),
      proposing(made ?? {}),
    );
    current = commitDecision(current, event, decision);
    states.push(current);
    decisions.push(decision);
  });
  return { states, decisions };
}

const hourly = (count: number, sold = 2): Sale[] => Array.from({ length: count }, () => ({ hours: 1, sold }));
const ends = (decisions: readonly Decision[]) => decisions.map(({ outcome }) => outcome);

describe('a new product of a policy with goLive', () => {
  it('keeps its price, with what it lacks as the reason, until its sales agree with the model; then it is live', () => {
    const { decisions, states } = history(hourly(5));
    expect(ends(decisions)).toEqual(['shadowed', 'shadowed', 'shadowed', 'priced', 'held']);
    expect(decisions[1]).toMatchObject({
      price: 1_500,
      reason: expect.stringContaining('watching: 1.0 of 3 hours, 2.0 of 5 units expected'),
    });
    expect(states.map(({ price }) => price?.amount)).toEqual([1_000, 1_000, 1_000, 1_500, 1_500]);
    expect(states.map(({ standing }) => standing?.kind)).toEqual([
      ...['watching', 'watching', 'watching', 'live', 'live'],
    ]);
  });

  it.each([
    [
      'sells three times as much as expected',
      { sales: hourly(6, 6) },
      'sold / expected is 3.00, allowed are 0.5 to 2',
    ],
    [
      'is to be let live by a person',
      { goLive: { ...GO_LIVE, by: 'person' as const } },
      'ready, a person has to let it go live',
    ],
    ['gains too little', { goLive: { ...GO_LIVE, minimumGainPercent: 900 } }, 'at least 900% is needed'],
    ['is always at a bound', { made: { amount: 4_000 } }, '100% of prices at a bound, at most 50% may be'],
  ])(
    'stays watched while it %s',
    (_, {
      sales = hourly(6),
      goLive = GO_LIVE,
      made,
    }: {
      sales?: Sale[];
      goLive?: object;
      made?: object;
    }, why) => {
      const terms = watching({ goLive, watchdog: undefined });
      const { decisions } = history(
        sales.map((each) => ({ ...each, made })),
        { terms },
      );
      expect(new Set(ends(decisions))).toEqual(new Set(['shadowed']));
      expect(decisions.at(-1)?.reason).toContain(why);
    },
  );

  it('is live at once where the policy says so, with its figures kept', () => {
    const { decisions, states } = history(hourly(3), { terms: watching({ goLive: { by: 'at-once' } }) });
    expect(decisions[0]?.outcome).toBe('priced');
    expect(states.at(-1)?.standing).toMatchObject({ kind: 'live', tally: { hours: expect.closeTo(2, 1) } });
  });

  it('is live without a standing where the policy has no goLive, as before there was one', () => {
    const { decisions } = history(hourly(2), { terms: policy({ model: { use: true } }) });
    expect(decisions[0]?.outcome).toBe('priced');
    expect(decisions[0]).not.toHaveProperty('standing');
  });

  it('gets its list price, and prices that a person orders', () => {
    const first = decide(on({ policy: watching(), state: state({ price: undefined }), event: seed() }), {
      ...proposing(),
      source: 'operator',
      amount: 1_000,
    });
    expect(first.outcome).toBe('priced');
    const ordered = on({ policy: watching(), event: release(1_200) });
    expect(decide(ordered, { ...proposing(), source: 'operator', amount: 1_200 }).outcome).toBe('priced');
  });

  it('has a price in force that breaks a floor moved to it, in spite of being watched', () => {
    const event = reprice();
    const below = on({ product: product({ unitCost: 1_100 }), policy: watching(), event });
    expect(decide(below, proposing())).toMatchObject({ outcome: 'priced', price: 1_100 });
  });
});

describe('a live product', () => {
  const live = history(hourly(5)).states.at(-1) as PriceState;

  it('is watched again with another model', () => {
    const { decisions, states } = history(
      [{ hours: 1, sold: 1, made: { model: 'demand@2', amount: 1_400 } }],
      {
        from: { ...live, decidedAt: NOW, stockAt: NOW },
      },
    );
    expect(ends(decisions)).toEqual(['shadowed']);
    expect(states[0]?.standing).toMatchObject({ kind: 'watching', model: 'demand@2', tally: { hours: 0 } });
  });

  it('does not count sales that its last model expected for the new one', () => {
    const made = { model: 'demand@2', amount: 1_400 };
    const event = reprice();
    const context = on({ product: known, policy: watching(), state: live, event, now: after(4.5) });
    const from = commitDecision(live, event, decide(context, proposing(made)));
    const { states } = history([{ hours: 5, sold: 3, made }], { from });
    expect(states[0]?.standing).toMatchObject({ model: 'demand@2', tally: { levels: {} } });
    expect(states[0]?.demand?.sales?.units).toBeGreaterThan(live.demand?.sales?.units ?? 0);
  });

  it('keeps its standing at an event that the model does not answer', () => {
    const event = reprice();
    const { standing } = decide(on({ policy: watching(), state: live, event, now: after(6) }), {
      ...proposing(),
      source: 'rules',
    });
    expect(standing?.kind).toBe('live');
  });

  it('fades its figures, which stay small whatever happens', () => {
    const { states } = history(
      Array.from({ length: 400 }, (_, at) => ({
        hours: 24,
        sold: 20,
        made: { amount: at % 2 ? 1_400 : 1_500 },
      })),
      { from: { ...live, decidedAt: NOW, stockAt: NOW, stock: 20_000 } },
    );
    const { standing } = states.at(-1) as PriceState;
    expect(standing?.tally.hours).toBeLessThan(300);
    expect(JSON.stringify(standing).length).toBeLessThan(500);
  });
});

describe('a product whose sales contradict the model', () => {
  const agreed = hourly(4);
  const wild: Sale[] = hourly(12, 30);

  it('is stopped, and keeps its price', () => {
    const { decisions, states } = history([...agreed, ...wild]);
    const stopped = decisions.findIndex(({ standing }) => standing?.kind === 'stopped');
    expect(stopped).toBeGreaterThan(4);
    // At least three reports, each of a third of the evidence.
    expect(stopped).toBeLessThanOrEqual(4 + 4);
    expect(decisions.at(-1)?.standing?.why).toMatch(
      /^sells more than the model can explain: \d+ sold, \d+\.\d expected$/,
    );
    expect(states.at(-1)?.price?.amount).toBe(1_500);
    const { reason, outcome } = decide(
      on({
        product: known,
        policy: watching(),
        state: states.at(-1) as PriceState,
        event: reprice(),
        now: after(17),
      }),
      proposing({ amount: 1_400 }),
    );
    expect([outcome, reason]).toEqual(['shadowed', expect.stringContaining('stopped: sells more than')]);
  });

  it('is stopped where nothing sells, at an event that reports no stock', () => {
    const { states } = history(agreed);
    const event = reprice();
    const at = (hours: number) =>
      decide(
        on({
          product: known,
          policy: watching(),
          state: states.at(-1) as PriceState,
          event,
          now: after(hours),
        }),
        proposing({ amount: 1_500 }),
      ).standing?.kind;
    expect([at(10), at(400)]).toEqual(['live', 'live']);
    // One silence is one period: a second one, after a report that nothing sold, adds to it.
    const silent: Sale[] = Array.from({ length: 4 }, () => ({ hours: 100, sold: 0 }));
    expect(history([...agreed, ...silent]).states.at(-1)?.standing).toMatchObject({
      kind: 'stopped',
      why: expect.stringContaining('sells less'),
    });
  });

  it('is watched again by itself, once its sales agree for as long as the policy says, if it says so', () => {
    const clears = { afterHours: 10, minimumUnits: 5 };
    const stops = history([...agreed, ...wild]).states.findIndex(
      ({ standing }) => standing?.kind === 'stopped',
    );
    const sales = [...[...agreed, ...wild].slice(0, stops + 1), ...hourly(20, 1)];
    const kinds = (watchdog: object) =>
      history(sales, { terms: watching({ watchdog: { dispersion: 1, ...watchdog } }) })
        .states.slice(stops)
        .map(({ standing }) => standing?.kind);
    expect(new Set(kinds({}))).toEqual(new Set(['stopped']));
    expect(kinds({ clears }).slice(0, 10)).toEqual(Array(10).fill('stopped'));
    expect([...new Set(kinds({ clears }))]).toEqual(['stopped', 'watching', 'live']);
  });
});

describe('the evidence against the model of one report', () => {
  const learned = { units: 80, indexHours: 40, at: NOW, soldAt: { units: 0, hours: 0, variance: 0 } };
  const expectation = { model: 'demand@1', index: 1, unitsPerHour: 2 };
  const pending = { from: NOW, until: NOW, indexHours: 0, units: 0, model: 'demand@1' };
  /** 7 units are sold in an hour where 2 were expected. */
  const doubtOf = (model: object, price = 1_000) => {
    const from = state({
      stock: 10_000,
      ...{ decidedAt: NOW, stockAt: NOW, price: inForce(price) },
      demand: { sales: learned, expectation, pending },
      standing: begun('live', NOW, { model: 'demand@1' }),
    });
    const terms = watching({ model: { use: true, learn: true, ...model } });
    return history([{ hours: 1, sold: 7 }], { terms, from }).states[0]?.standing?.doubt?.more ?? Number.NaN;
  };

  it.each([
    ['the level is less certain, since sales come in bursts', { level: { dispersion: 10 } }, 1_000],
    ['the level is never known that well', { level: { leastCv: 0.5 } }, 1_000],
    [
      'the price is far from where the product has sold, and the slope uncertain',
      { slope: { sd: 1 } },
      1_800,
    ],
  ])('is weaker where %s', (_, model, price) => {
    expect(doubtOf(model, price)).toBeLessThan(doubtOf({}, price) - 0.1);
  });
});

describe('a model with warnings from its training', () => {
  const warned = { ...proposing(), warnings: ['the slope comes from three prices'] };

  it('puts no price in force, whatever the standing', () => {
    const { outcome, reason } = decide(on({ policy: policy({ model: { use: true } }) }), warned);
    expect([outcome, reason]).toEqual([
      'shadowed',
      "watching: the model's training warns: the slope comes from three prices; approved",
    ]);
  });

  it('is used in spite of them if the policy says so', () => {
    const terms = policy({ model: { use: true, despiteWarnings: true } });
    expect(decide(on({ policy: terms }), warned).outcome).toBe('priced');
  });
});

it('judges a watched, a live and a stopped product again from their records, bit for bit', async () => {
  const sales = [...hourly(5), ...hourly(12, 30)];
  const { states, decisions } = history(sales);
  for (const at of [1, 3, 12]) {
    const decision = decisions[at] as Decision;
    const before = states[at - 1] as PriceState;
    const event = inventory({
      eventId: `e${at}`,
      stock: states[at]?.stock ?? 0,
      sequence: at + 2,
      occurredAt: decision.decidedAt,
    });
    const context: Circumstances = on({
      product: known,
      policy: watching(),
      state: before,
      event,
      now: decision.decidedAt,
    });
    const wire = JSON.parse(JSON.stringify({ context, decision }));
    const again = await judgeAgain({
      event,
      on: wire.context,
      proposedOn: wire.context,
      proposal: JSON.parse(JSON.stringify(proposing())),
      decision: wire.decision,
    });
    expect(again.decision).toEqual(wire.decision);
  }
});
