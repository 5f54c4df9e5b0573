import { describe, expect, it } from 'vitest';
import { decided, ending, guarded, minutesAgo, said, state } from '../make.ts';

const policy = guarded({ reversalLimit: { max: 2, windowMinutes: 60 } });
const risen = (...reversals: string[]) => state({ movement: { direction: 'up', reversals } });
const fallen = (...reversals: string[]) => state({ movement: { direction: 'down', reversals } });
const RECENT = [minutesAgo(20), minutesAgo(10)];

describe('reversal-limit', () => {
  it.each([
    ['a fall after a rise, with both spent', 900, risen(...RECENT), 'hold'],
    ['a rise after a fall, with both spent', 1_100, fallen(...RECENT), 'hold'],
    ['a rise after a rise, with both spent', 1_100, risen(...RECENT), 'pass'],
    ['a fall after a fall, with both spent', 900, fallen(...RECENT), 'pass'],
    ['a fall after a rise, with one left', 900, risen(minutesAgo(10)), 'pass'],
    ['a fall, with one just out of the window', 900, risen(minutesAgo(60), minutesAgo(10)), 'pass'],
    ['a fall, with both just inside the window', 900, risen(minutesAgo(59), minutesAgo(10)), 'hold'],
    ['the first change of all', 900, state({ movement: { reversals: RECENT } }), 'pass'],
    ['no change', 1_000, risen(...RECENT), 'pass'],
  ])('answers %s', (_, amount, moved, verdict) => {
    expect(said(decided(amount, { policy, state: moved }), 'reversal-limit').verdict).toBe(verdict);
  });

  it('allows no change of direction at a limit of 0', () => {
    const none = guarded({ reversalLimit: { max: 0, windowMinutes: 60 } });
    expect(ending(decided(900, { policy: none, state: risen() }))).toBe('held');
  });

  it('says how many there were, in how long', () => {
    const brief = guarded({ reversalLimit: { max: 0, windowMinutes: 0.5 } });
    expect(said(decided(900, { policy: brief, state: risen() }), 'reversal-limit').why).toBe(
      '0 changes of direction in 30 s; at most 0 are allowed',
    );
  });

  it('does not limit anything where it is not set', () => {
    expect(ending(decided(900, { state: risen(...RECENT) }))).toBe(900);
  });
});
