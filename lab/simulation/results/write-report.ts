import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { shopChart } from '../shop/chart.ts';
import { figuresOf } from '../shop/figures.ts';
import type { Played } from '../shop/play-shop.ts';
import { WORLDS, worldOf } from '../worlds/catalogue.ts';
import { crowdOf } from '../worlds/customers-of.ts';
import { earningsChart, upliftChart } from './charts.ts';
import { FALSE_ALARM } from './impossible.ts';
import {
  agrees,
  checks,
  headlines,
  noBetterThan,
  others,
  over,
  overStatic,
  own,
  verdictOn,
} from './reading.ts';
import { sampleSaleChart } from './sample-sale.ts';
import * as sections from './sections.ts';
import { COMPARISONS, type WorldSummary } from './summarize-world.ts';
import { percent, share, uplift, worldTable } from './tables.ts';

const SAMPLE = { world: 'unknown-n20-load2-24h', seed: 1 };

/** Writes simulation.md, simulation/numbers.md and simulation/*.svg into a folder. Needs every world, under every policy. */
export async function writeReport(
  { played, shop }: { played: readonly WorldSummary[]; shop: readonly Played[] },
  to: URL,
): Promise<void> {
  const worlds = WORLDS.map(({ id }) => find(played, id));
  mkdirSync(new URL('simulation/', to), { recursive: true });
  const put = (name: string, text: string): void => writeFileSync(new URL(name, to), `${text.trimEnd()}\n`);
  const texts = textsOf(worlds, shop);
  put('simulation.md', filled('report-template.md', texts));
  put('simulation/numbers.md', filled('numbers-template.md', texts));
  for (const [name, svg] of Object.entries(await chartsOf(worlds))) put(`simulation/${name}.svg`, svg);
  writeShopChart(shop, to);
}

/** Writes simulation/shop.svg into a folder. */
export function writeShopChart(shop: readonly Played[], to: URL): void {
  mkdirSync(new URL('simulation/', to), { recursive: true });
  writeFileSync(new URL('simulation/shop.svg', to), `${shopChart(shop).trimEnd()}\n`);
}

type Texts = Record<string, (...words: string[]) => string>;

/** The texts for the names in the templates. */
function textsOf(worlds: readonly WorldSummary[], shop: readonly Played[]): Texts {
  const seeds = worlds.map((world) => world.seeds);
  const [fewest, most] = [Math.min(...seeds), Math.max(...seeds)];
  const made = checks(worlds);
  return {
    seeds: () => (fewest === most ? String(most) : `${fewest} to ${most}`),
    count: () => String(worlds.length),
    uplift: (world = '', policy = '', base = '') => uplift(over(find(worlds, world), policy, base)),
    share: (world = '', policy = '', base = '') => share(over(find(worlds, world), policy, base)),
    'headline-table': () => sections.headlineTable(worlds),
    'learning-table': () => sections.learningTable(worlds),
    'other-worlds': () => sections.otherWorlds(others(worlds)),
    'against-batches': () => sections.againstBatches(worlds),
    'no-better': (base = '') =>
      noBetterThan(worlds, base)
        .map((world) => `- ${worldOf(world.id).title}: ${uplift(own('ticks', base)(world))}`)
        .join('\n'),
    'whom-table': () => sections.whomTable(worlds),
    verdicts: (...words) => {
      const counted = worlds.filter((world) => verdictOn(world) === words.join(' '));
      return String(counted.length);
    },
    'harmed-list': () =>
      worlds
        .filter((world) => verdictOn(world) === 'harms')
        .map((world) => `- ${worldOf(world.id).title}: ${uplift(over(world, 'shipped', 'static-within'))}`)
        .join('\n') || '- none',
    'last-units-table': () => sections.lastUnitsTable(worlds),
    'variant-table': () => sections.variantTable(worlds),
    'bounds-table': () => sections.boundsTable(worlds),
    'fault-table': () => sections.faultTable(worlds),
    'shop-table': () => sections.shopTable(figuresOf(shop)),
    comparisons: () => String(COMPARISONS),
    'false-alarm': () => percent(FALSE_ALARM),
    'sample-seed': () => String(SAMPLE.seed),
    'sample-scale': () => crowdOf(worldOf(SAMPLE.world), SAMPLE.seed).scale.toFixed(2),
    agreeing: () => String(made.filter(agrees).length),
    checks: () => String(made.length),
    'expected-misses': () => (0.05 * made.length).toFixed(0),
    'check-table': () => sections.checkTable(worlds),
    'every-table': () => worlds.map(worldTable).join('\n\n'),
  };
}

/** A template with its `{{names}}` replaced. Throws RangeError for an unknown name. */
function filled(name: string, texts: Texts): string {
  const template = readFileSync(new URL(name, import.meta.url), 'utf8');
  return template.replaceAll(/\{\{([^}]+)\}\}/g, (_, words: string) => {
    const [name = '', ...rest] = words.split(/\s+/);
    const text = texts[name];
    if (text === undefined) throw new RangeError(`unknown name {{${words}}} in the template`);
    return text(...rest);
  });
}

async function chartsOf(worlds: readonly WorldSummary[]): Promise<Record<string, string>> {
  const shown = ['shipped', 'list', 'static', 'static-within', 'once', 'nightly', 'hourly', 'stock-rules'];
  const pricewire = ['run-out-rule', 'events', 'ticks', 'learning-events', 'learning-ticks', 'oracle'];
  const policies = [...shown, ...pricewire];
  const known = (world: WorldSummary): boolean => worldOf(world.id).scaleCv === 0;
  return {
    uplift: upliftChart(headlines(worlds), [
      { name: 'shipped policy', of: overStatic('shipped') },
      { name: 'nightly batch', of: overStatic('nightly') },
      { name: 'hourly batch', of: overStatic('hourly') },
      { name: 'Pricewire unbounded at every sale and 1/100 of the time', of: own('ticks', 'static') },
    ]),
    'earnings-known': earningsChart(headlines(worlds).filter(known), policies),
    'earnings-unknown': earningsChart(
      headlines(worlds).filter((world) => !known(world)),
      policies,
    ),
    'earnings-other': earningsChart(others(worlds), policies),
    'sample-sale': await sampleSaleChart(worldOf(SAMPLE.world), SAMPLE.seed),
  };
}

function find(worlds: readonly WorldSummary[], id: string): WorldSummary {
  const found = worlds.find((world) => world.id === id);
  if (found === undefined) throw new RangeError(`the world ${id} was not played`);
  return found;
}
