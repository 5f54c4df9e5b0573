import { expect, it } from 'vitest';
import { play } from './play.ts';
import { replay, seeds } from './seeds.ts';
import { storyOf } from './story.ts';

const FEW = 10;
const MANY = 1_000;
/** Without this check a run that prices nothing would pass. */
const PRICED_AT_LEAST = 5;

/** Runs every second seed: two files share the seeds, so that two workers run them. */
export function keepsItsPromises(which: 0 | 1): void {
  it.each(seeds(FEW, MANY).filter((seed) => seed % 2 === which))(
    'gives every event one outcome and no reader an older price, whatever fails (seed %i)',
    async (seed) => {
      const { world, outcomes, broken } = await play(seed);

      const again = replay(seed, `in-memory-${which === 0 ? 'even' : 'odd'}`);
      const story = broken[0] === undefined ? '' : `\n${storyOf(world, broken[0])}`;
      expect(broken, `${again}${story}`).toEqual([]);
      expect(outcomes['priced'] ?? 0, again).toBeGreaterThanOrEqual(PRICED_AT_LEAST);
    },
  );
}
