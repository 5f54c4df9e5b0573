import { describe, expect, it } from 'vitest';
import { noState } from '../../../../domain/state/price-state.ts';
import { decided, ending, guarded, inForce, product, said, state } from '../make.ts';

describe('dead-band', () => {
  it.each([
    [{ percent: 2 }, 1_019, 'held'],
    [{ percent: 2 }, 1_020, 1_020],
    [{ percent: 2 }, 981, 'held'],
    [{ percent: 2 }, 980, 980],
    [{ amount: 15 }, 1_014, 'held'],
    [{ amount: 15 }, 1_015, 1_015],
    [{ percent: 2, amount: 5 }, 1_010, 'held'],
    [{ percent: 1, amount: 15 }, 1_012, 'held'],
  ])('under %j makes of a move from 1000 to %d: %s', (deadBand, amount, expected) => {
    expect(ending(decided(amount, { policy: guarded({ deadBand }) }))).toBe(expected);
  });

  it.each([16.1, 32.2, 32.7])('lets a change by exactly %d percent through', (percent) => {
    const decision = decided(1_000 + Math.round(percent * 10), {
      policy: guarded({ deadBand: { percent } }),
    });
    expect(said(decision, 'dead-band').verdict).toBe('pass');
  });

  it.each([
    [{ percent: 2 }, 1_019, 'a change by EUR 0.19 is below 2%'],
    [{ amount: 15 }, 986, 'a change by EUR 0.14 is below EUR 0.15'],
    [{ percent: 1, amount: 15 }, 1_012, 'a change by EUR 0.12 is below EUR 0.15'],
    [{ percent: 2, amount: 15 }, 1_012, 'a change by EUR 0.12 is below 2% and EUR 0.15'],
  ])('under %j says of a move from EUR 10.00 to %d what it is too small for', (deadBand, amount, why) => {
    expect(said(decided(amount, { policy: guarded({ deadBand }) }), 'dead-band').why).toBe(why);
  });

  it('holds when nothing would change, even where it is not set', () => {
    expect(ending(decided(1_000))).toBe('held');
  });

  it('lets the smallest change through where it is not set', () => {
    expect(ending(decided(1_001))).toBe(1_001);
  });

  it('lets any first price through', () => {
    const first = { policy: guarded({ deadBand: { percent: 50 } }), state: noState('SKU1') };
    expect(ending(decided(1_001, first))).toBe(1_001);
  });

  it('looks at the price after rounding', () => {
    const policy = guarded({ rounding: { endings: [99] }, deadBand: { percent: 2 } });
    expect(ending(decided(1_149, { policy, state: state({ price: inForce(1_099) }) }))).toBe('held');
  });

  it('holds when the margin floor takes the price back to the one in force', () => {
    const atFloor = { product: product({ unitCost: 1_000 }) };
    expect(ending(decided(700, atFloor))).toBe('held');
  });
});
