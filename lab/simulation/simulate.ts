import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { POLICIES, type PolicyUnderTest } from './policies/roster.ts';
import { playAll } from './results/play-all.ts';
import { shopTable } from './results/sections.ts';
import { type WorldSummary, YARDSTICKS } from './results/summarize-world.ts';
import { worldTable } from './results/tables.ts';
import { writeReport, writeShopChart } from './results/write-report.ts';
import { figuresOf } from './shop/figures.ts';
import { playShop } from './shop/play-shop.ts';
import { WORLDS, worldOf } from './worlds/catalogue.ts';

const QUICK_SEEDS = 40;
const QUICK_WORLDS: readonly string[] = [
  ...[
    'unknown-n20-load1-24h',
    'unknown-n20-load2-24h',
    'halving',
    'restock-weekly',
    'rhythm-shifted',
    'too-flat',
  ],
  ...['slope-1.3-for-3', 'slope-4-for-1.5', 'flat-belief', 'luxury', 'last-n2-load2', 'last-n10-load4'],
];
/** With fewer seeds the control variates explain too much. */
const FEWEST_SEEDS = 30;

const list = (text: string): string[] => text.split(',').filter((each) => each !== '');
const program = new Command('simulate')
  .description(
    'Plays sales under Pricewire and other ways to price; a run of everything writes docs/simulation.md and docs/simulation/',
  )
  .option('--seeds <n>', 'sales of each world', Number, 200)
  .option('--quick', `${QUICK_SEEDS} sales in some of the worlds, and no report`)
  .option('--shop', 'plays only the shop of 100 products for 8 weeks, and writes its chart')
  .option('--worlds <ids>', `of ${WORLDS.map(({ id }) => id).join(', ')}`, list)
  .option('--policies <ids>', `of ${POLICIES.map(({ id }) => id).join(', ')}`, list)
  .option('--json <file>', 'writes the results to it')
  .option('--from <files>', 'use earlier results of --json, and play only the missing worlds', list)
  .option('--out <folder>', 'where the report goes', 'docs')
  .option('--workers <n>', 'threads', Number, 2)
  .parse();
const options = program.opts<{
  seeds: number;
  quick?: true;
  shop?: true;
  worlds?: string[];
  policies?: string[];
  json?: string;
  from?: string[];
  out: string;
  workers: number;
}>();

const seeds = options.quick ? QUICK_SEEDS : options.seeds;
if (!Number.isSafeInteger(seeds) || seeds < FEWEST_SEEDS)
  program.error(`--seeds must be a whole number, at least ${FEWEST_SEEDS}`);
const known = new Set(POLICIES.map(({ id }) => id));
for (const id of options.policies ?? [])
  if (!known.has(id)) program.error(`no policy is called ${id}; there is ${[...known].join(', ')}`);

const chosen = ({ id }: PolicyUnderTest): boolean =>
  options.policies === undefined || options.policies.includes(id) || YARDSTICKS.includes(id);
const earlier = (options.from ?? []).flatMap(
  (file) => JSON.parse(readFileSync(file, 'utf8')) as WorldSummary[],
);
const out = pathToFileURL(`${resolve(options.out)}/`);
if (options.shop) {
  const shop = await playShop();
  console.log(shopTable(figuresOf(shop)));
  writeShopChart(shop, out);
  process.exit();
}
const quick = options.quick ? WORLDS.filter(({ id }) => QUICK_WORLDS.includes(id)) : WORLDS;
const worlds = options.worlds?.map(worldOf) ?? quick;
const summaries = earlier.filter(({ id }) => worlds.some((world) => world.id === id));
const toPlay = worlds.filter(({ id }) => !summaries.some((summary) => summary.id === id));
await playAll(toPlay, { chosen, seeds, workers: options.workers }, (summary) => {
  console.log(`${worldTable(summary)}\n`);
  summaries.push(summary);
  // After each world, so that --from can continue an interrupted run.
  if (options.json) writeFileSync(options.json, `${JSON.stringify(summaries)}\n`);
});
const everything = !options.quick && options.worlds === undefined && options.policies === undefined;
if (everything) await writeReport({ played: summaries, shop: await playShop() }, out);
