import { describe, expect, it } from 'vitest';
import { playAll } from '../../../../lab/simulation/results/play-all.ts';
import type { WorldSummary } from '../../../../lab/simulation/results/summarize-world.ts';
import { worldOf } from '../../../../lab/simulation/worlds/catalogue.ts';

const chosen = ({ id }: { id: string }): boolean => ['list', 'static', 'nightly', 'oracle'].includes(id);
async function summariesWith(workers: number): Promise<WorldSummary[]> {
  const summaries: WorldSummary[] = [];
  const worlds = [worldOf('known-n20-load2-2h'), worldOf('unknown-n20-load2-24h')];
  await playAll(worlds, { chosen, seeds: 60, workers }, (summary) => summaries.push(summary));
  return summaries;
}

describe('playing all', () => {
  it('gives the same results however many workers share the sales', async () => {
    const [alone, shared] = await Promise.all([summariesWith(1), summariesWith(2)]);
    expect(shared).toEqual(alone);
    expect(alone.map(({ id, seeds }) => [id, seeds])).toEqual([
      ['known-n20-load2-2h', 60],
      ['unknown-n20-load2-24h', 60],
    ]);
    expect(alone[0]?.policies.map(({ id }) => id)).toEqual(['list', 'static', 'nightly', 'oracle']);
  });
});
