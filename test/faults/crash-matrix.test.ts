import { describe, expect, it } from 'vitest';
import type { Trouble } from './calls.ts';
import { type Cell, type End, EVENTS, playOne } from './crash-matrix.ts';
import { everything } from './seeds.ts';

const ALWAYS: Cell['trouble'][] = ['killed before', 'killed after', 'fails before', 'reply lost', 'away'];
const OTHERS: Trouble[] = ['hangs before', 'hangs after', 'late', 'sent twice', 'repeated later'];
const TROUBLES = everything ? [...ALWAYS, ...OTHERS] : ALWAYS;

/** If the model can't be asked, the rules set the price. */
const MODEL = ['lambda PredictPrice', 'model.predict'];
const byTheRules = (end: End): End => ({ ...end, price: 1_440, published: '1440' });

const same = (a: End, b: End): boolean => JSON.stringify(a) === JSON.stringify(b);

describe.each(Object.keys(EVENTS))('%s ends as if nothing had happened', (name) => {
  it.each(TROUBLES)('when one of its calls has the fault: %s', async (trouble) => {
    const undisturbed = await playOne(name);
    expect(undisturbed.end.broken).toEqual([]);
    expect(undisturbed.targets.length).toBeGreaterThan(3);

    const different: Record<string, End> = {};
    for (const [nth, target] of undisturbed.targets.entries()) {
      const { end } = await playOne(name, { nth, trouble });
      const expected = [undisturbed.end, ...(MODEL.includes(target) ? [byTheRules(undisturbed.end)] : [])];
      if (!expected.some((each) => same(each, end))) different[`call ${nth}, ${target}`] = end;
    }
    expect(different).toEqual({});
  });
});
