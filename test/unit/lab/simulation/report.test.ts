import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policiesFor } from '../../../../lab/simulation/policies/roster.ts';
import { verdictOn } from '../../../../lab/simulation/results/reading.ts';
import type { WorldSummary } from '../../../../lab/simulation/results/summarize-world.ts';
import { table, uplift } from '../../../../lab/simulation/results/tables.ts';
import { writeReport } from '../../../../lab/simulation/results/write-report.ts';
import { playShop } from '../../../../lab/simulation/shop/play-shop.ts';
import { WORLDS } from '../../../../lab/simulation/worlds/catalogue.ts';

/** Synthetic results: each policy earns a bit more than the one before. */
const summaries: WorldSummary[] = WORLDS.map((world) => {
  const policies = policiesFor(world);
  const earned = (id: string): number => 100_000 + 1_000 * policies.findIndex((each) => each.id === id);
  return {
    id: world.id,
    seeds: 77,
    policies: policies.map(({ id }) => ({
      id,
      earnings: { value: earned(id), margin: 500 },
      played: { value: earned(id), margin: 500 },
      units: 12,
      changes: id === 'oracle' ? null : 3,
      fallbacks: 0.5,
      rejections: 0,
      over: Object.fromEntries(
        policies.map((other) => [other.id, { value: earned(id) / earned(other.id) - 1, margin: 0.001 }]),
      ),
    })),
    ...(world.solvable ? { bounds: { optimum: 115_000, fluid: 120_000 } } : {}),
    bestStatic: { price: 17_000, expected: 101_000 },
    bestWithin: { price: 12_999, expected: 100_500 },
  };
});

const shop = await playShop(5);

describe('the report', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulation-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (worlds: WorldSummary[]) =>
    writeReport({ played: worlds, shop }, pathToFileURL(`${folder}/`));

  it.each(['simulation.md', 'simulation/numbers.md'])(
    'fills every gap of the template of %s, and says how it was made',
    async (page) => {
      await write(summaries);
      const text = readFileSync(join(folder, page), 'utf8');
      expect(text).not.toMatch(/\{\{|\}\}|undefined|NaN/);
      expect(text).toContain('`npm run simulate`');
      expect(text).toMatch(/here\n77 in each of|, 77 sales\)/);
    },
  );

  it('has the numbers of every world in a page of their own', async () => {
    await write(summaries);
    const numbers = readFileSync(join(folder, 'simulation/numbers.md'), 'utf8');
    for (const { title } of WORLDS) expect(numbers).toContain(`**${title}**`);
  });

  it('draws every chart that it shows, and no other, each the same every time', async () => {
    await write(summaries);
    const shown = [
      ...readFileSync(join(folder, 'simulation.md'), 'utf8').matchAll(/\(simulation\/([^)]+\.svg)\)/g),
    ];
    const drawn = readdirSync(join(folder, 'simulation')).filter((name) => name.endsWith('.svg'));
    expect(shown.map(([, name]) => name).sort()).toEqual(drawn.sort());
    // ECharts continues its numbers through all charts of a process.
    const draw = () =>
      drawn.map((name) =>
        readFileSync(join(folder, 'simulation', name), 'utf8').replaceAll(/zr\d+-(cls-\d+)?/g, ''),
      );
    const before = draw();
    for (const svg of before) expect(svg).toMatch(/^<svg /);
    await write(summaries);
    expect(draw()).toEqual(before);
  });

  it('begins with the table of verdicts, the shipped policy in its first column', async () => {
    await write(summaries);
    const text = readFileSync(join(folder, 'simulation.md'), 'utf8');
    const [first] = text.match(/^\|.*\|$/m) ?? [];
    expect(first).toMatch(
      /^\| {2}\| Shipped over the best static price within the same terms \|.*\| Verdict \|$/,
    );
    for (const { id, title } of WORLDS) if (!id.startsWith('last-')) expect(text).toContain(`| ${title} |`);
  });

  it.each([
    [0.01, 0.004, 'helps'],
    [0.01, 0.006, 'no clear difference'],
    [-0.03, 0.02, 'no clear difference'],
    [-0.03, 0.009, 'harms'],
  ])('calls an uplift of %d ± %d: %s', (value, margin, verdict) => {
    const [world] = summaries as [WorldSummary];
    const policies = world.policies.map((policy) =>
      policy.id === 'shipped'
        ? { ...policy, over: { ...policy.over, 'static-within': { value, margin } } }
        : policy,
    );
    expect(verdictOn({ ...world, policies })).toBe(verdict);
  });

  it('is not written without every world', async () => {
    await expect(write(summaries.slice(1))).rejects.toThrow(RangeError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a table', () => {
  it('says uplifts with their sign and interval', () => {
    expect(table(['a', 'b'], [['x', uplift({ value: -0.0312, margin: 0.004 })]])).toBe(
      '| a | b |\n| --- | ---: |\n| x | -3.1 ± 0.4% |',
    );
    expect(uplift({ value: 0.1, margin: 0 })).toBe('+10.0%');
  });
});
