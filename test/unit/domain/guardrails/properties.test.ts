import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../../../domain/context/circumstances.ts';
import { judgedAs } from '../../../../domain/context/judged-as.ts';
import type { Proposal } from '../../../../domain/context/proposal.ts';
import { reasonToStand } from '../../../../domain/context/standing.ts';
import { commitDecision } from '../../../../domain/decision/commit.ts';
import { Decision, decide } from '../../../../domain/decision/decision.ts';
import { asksFor } from '../../../../domain/events/price-event.ts';
import type { GuardrailSettings } from '../../../../domain/policy/policy.ts';
import { PriceState } from '../../../../domain/state/price-state.ts';
import { shift } from '../../../../domain/values/time.ts';
import { everyEvent, inventory, NOW, ordered, proposal } from '../make.ts';
import {
  amount,
  binding,
  circumstances,
  policyWith,
  present,
  products,
  proposals,
  shaping,
  slowing,
} from './any-circumstances.ts';

/** Everything that binds a price, computed from the definitions in exact integers, as [bound, kept]. */
function kept(price: number, { product, policy, state, event, now }: Circumstances): [string, boolean][] {
  const { priceBand, emergencyCaps, marginFloor } = policy.guardrails;
  const hundredfold = BigInt(price) * 100n;
  const times = (of: number, percent: number) => BigInt(of) * BigInt(percent);
  const least = (bound: string, of: number | undefined): [string, boolean] => [
    bound,
    of === undefined || price >= of,
  ];
  // The band may give way where the policy limits the speed of changes: then a step towards it is enough.
  const { maxStep, windowBand } = policy.guardrails;
  const steps = (maxStep ?? windowBand) !== undefined && asksFor(event) === 'market';
  const inForce = state.price?.amount;
  const up = steps && inForce !== undefined && price > inForce;
  const down = steps && inForce !== undefined && price < inForce;
  const capsInForce = emergencyCaps
    .filter(({ from, until }) => from <= now && (until === undefined || until > now))
    .filter(({ regions }) => regions === undefined || regions.includes(product.region ?? ''));
  const ofList = priceBand?.percentOfList;
  return [
    ['whole and above zero', Number.isSafeInteger(price) && price > 0],
    ['margin', hundredfold >= times(product.unitCost ?? 0, 100 + marginFloor.minimumMarginPercent)],
    least('minimum price', product.minimumPrice),
    least('MAP', product.minimumAdvertisedPrice),
    ['policy lowest', up || price >= (priceBand?.lowest ?? 0)],
    ['policy highest', down || price <= (priceBand?.highest ?? price)],
    ['product lowest', up || price >= (product.lowestPrice ?? 0)],
    ['product highest', down || price <= (product.highestPrice ?? price)],
    ['list lowest', up || hundredfold >= times(product.listPrice, ofList?.lowest ?? 0)],
    ['list highest', down || ofList === undefined || hundredfold <= times(product.listPrice, ofList.highest)],
    ...capsInForce.map(({ id, maxRaisePercent }): [string, boolean] => {
      const frozen = state.frozenPrices[id] ?? product.listPrice;
      return [id, hundredfold <= times(frozen, 100 + maxRaisePercent)];
    }),
  ];
}

const broken = (price: number, on: Circumstances): string[] =>
  kept(price, on)
    .filter(([, isKept]) => !isKept)
    .map(([bound]) => bound);

const notSeeds = fc.constantFrom(...everyEvent().filter(({ kind }) => kind !== 'seed'));
const RUNS = { numRuns: 1_500 };

describe('whatever is proposed', () => {
  it('every price that leaves keeps floor, MAP, every cap and the band', () => {
    fc.assert(
      fc.property(circumstances, proposals, (on, proposed) => {
        const { outcome, price } = decide(on, proposed);
        expect(outcome === 'priced' ? broken(price ?? Number.NaN, on) : []).toEqual([]);
      }),
      RUNS,
    );
  });

  it('no price leaves where the floor is not known, but a list price', () => {
    const unknown = products.map((each) => ({ ...each, unitCost: undefined, minimumPrice: undefined }));
    fc.assert(
      fc.property(circumstances, unknown, notSeeds, proposals, (on, product, event, proposed) => {
        fc.pre(judgedAs({ ...on, event }) !== 'list-price');
        expect(decide(ordered({ ...on, product, event }), proposed).outcome).not.toBe('priced');
      }),
      RUNS,
    );
  });

  it('no price leaves in shadow mode, but a list price', () => {
    fc.assert(
      fc.property(circumstances, notSeeds, proposals, (on, event, proposed) => {
        const shadow = ordered({ ...on, event, policy: { ...on.policy, mode: 'shadow' } });
        fc.pre(judgedAs(shadow) !== 'list-price');
        expect(decide(shadow, proposed).outcome).not.toBe('priced');
      }),
      RUNS,
    );
  });

  it('a hold never keeps a price that breaks a cap, MAP or the floor', () => {
    fc.assert(
      fc.property(circumstances, proposals, (on, proposed) => {
        const binds = ['margin', 'minimum price', 'MAP', 'flood', 'fire'];
        const inForce = on.state.price?.amount;
        const byHand = ['paused', 'retired'].includes(reasonToStand(on) ?? '');
        const isKept = inForce !== undefined && !byHand && decide(on, proposed).outcome === 'held';
        expect(isKept ? broken(inForce, on).filter((bound) => binds.includes(bound)) : []).toEqual([]);
      }),
      RUNS,
    );
  });

  it('the decision can be written down and read again, and so can the price state it leaves', () => {
    fc.assert(
      fc.property(circumstances, proposals, (on, proposed) => {
        const decision = decide(on, proposed);
        const next = commitDecision(on.state, on.event, decision);
        const copies = [Decision, PriceState].map((schema, i) =>
          schema.safeParse(JSON.parse(JSON.stringify([decision, next][i]))),
        );
        expect(copies.map(({ success }) => success)).toEqual([true, true]);
      }),
      RUNS,
    );
  });

  it('the same circumstances give the same decision and are left as they were', () => {
    fc.assert(
      fc.property(circumstances, proposals, (on, proposed) => {
        const untouched = structuredClone({ on, proposed });
        const decisions = [decide(on, proposed), decide(untouched.on, untouched.proposed)];
        expect([decisions[0], on, proposed]).toEqual([decisions[1], untouched.on, untouched.proposed]);
      }),
      RUNS,
    );
  });

  it('the trail is one unbroken chain from the proposal on', () => {
    fc.assert(
      fc.property(circumstances, amount, (on, proposed) => {
        fc.pre(reasonToStand(on) === undefined);
        const { trail } = decide(on, proposal(proposed));
        // A repair starts again from the price in force.
        const mend = trail.findIndex(({ why }) => why?.includes('since the price in force breaks'));
        const chain = mend < 0 ? trail : trail.slice(0, mend);
        expect([proposed, ...chain.map(({ after }) => after)]).toEqual([
          ...chain.map(({ before }) => before),
          chain.at(-1)?.after,
        ]);
      }),
      RUNS,
    );
  });
});

describe('one more guardrail setting', () => {
  const added = fc.oneof(slowing, shaping).map(present) as fc.Arbitrary<Partial<GuardrailSettings>>;

  it('never lets a price through that the binding ones forbid', () => {
    fc.assert(
      fc.property(circumstances, binding, added, proposals, (on, binds, more, proposed) => {
        const few = policyWith(binds);
        const many = { ...on, policy: { ...few, guardrails: { ...few.guardrails, ...more } } };
        const { outcome, price } = decide(many, proposed);
        expect(outcome === 'priced' ? broken(price ?? Number.NaN, many) : []).toEqual([]);
      }),
      RUNS,
    );
  });

  it('never makes a price possible where the binding ones leave none', () => {
    fc.assert(
      fc.property(circumstances, binding, added, amount, amount, (on, binds, more, proposed, gap) => {
        const few = policyWith(binds);
        const crossed = { ...on.product, minimumPrice: (gap + 1) as never, highestPrice: gap as never };
        const many = { ...few, guardrails: { ...few.guardrails, ...more } };
        expect(decide({ ...on, product: crossed, policy: many }, proposal(proposed)).outcome).not.toBe(
          'priced',
        );
      }),
      RUNS,
    );
  });
});

describe('ten equal events', () => {
  function pricesOf(on: Circumstances, proposed: Proposal): Set<number | undefined> {
    let { state } = on;
    const prices = new Set<number | undefined>();
    for (let i = 0; i < 10; i++) {
      const event = inventory({ eventId: `e${i}`, sequence: 10 + i });
      state = commitDecision(
        state,
        event,
        decide(ordered({ ...on, state, event, now: shift(NOW, i * 1_000) }), proposed),
      );
      prices.add(state.price?.amount);
    }
    return prices;
  }

  it('give one price where nothing slows prices down', () => {
    fc.assert(
      fc.property(circumstances, binding, shaping, amount, (on, binds, shapes, proposed) => {
        const policy = policyWith({ ...binds, rounding: shapes.rounding });
        expect(pricesOf({ ...on, policy }, proposal(proposed)).size).toBe(1);
      }),
      { numRuns: 500 },
    );
  });
});
