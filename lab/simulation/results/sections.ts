import { POLICIES, VARIANT_WORLDS } from '../policies/roster.ts';
import { type ShopFigures, ZIGZAG } from '../shop/figures.ts';
import { worldOf } from '../worlds/catalogue.ts';
import {
  agrees,
  checks,
  headlines,
  lastUnits,
  others,
  over,
  overStatic,
  own,
  ownId,
  type Verdict,
  verdictOn,
} from './reading.ts';
import type { WorldSummary } from './summarize-world.ts';
import { money, percent, policyOf, share, table, uplift } from './tables.ts';

const setting = ({ id }: WorldSummary): string[] => {
  const { scaleCv, stock, hours } = worldOf(id);
  return [scaleCv > 0 ? 'unknown' : 'known', String(stock), /load(\d)/.exec(id)?.[1] ?? '', `${hours} h`];
};

/** Uplift of each cadence over the best static price, one row for each world. */
export const headlineTable = (worlds: readonly WorldSummary[]): string =>
  table(
    [
      ...[
        'Demand',
        'Units',
        'Load',
        'Sale',
        'Shipped',
        'Nightly',
        'Hourly',
        'Every sale',
        '+ after 30 quiet min',
      ],
      ...['+ each 1/100', 'Optimum', 'Share of optimum'],
    ],
    headlines(worlds).map((world) => [
      ...setting(world),
      ...['shipped', 'nightly', 'hourly'].map((id) => uplift(overStatic(id)(world))),
      uplift(own('events', 'static')(world)),
      uplift(own('default', 'static')(world)),
      uplift(own('ticks', 'static')(world)),
      uplift(overStatic('oracle')(world)),
      share(own('ticks', 'oracle')(world)),
    ]),
  );

/** Pricewire at every sale and tick against batches with the same pricing. */
export const againstBatches = (worlds: readonly WorldSummary[]): string =>
  table(
    ['', 'Over a price set once', 'over nightly', 'over hourly', 'Ticks over stock events alone'],
    worlds
      .filter(({ id }) => worldOf(id).detail !== 'few')
      .map((world) => [
        worldOf(world.id).title,
        uplift(own('ticks', 'once')(world)),
        uplift(own('ticks', 'nightly')(world)),
        uplift(own('ticks', 'hourly')(world)),
        uplift(own('ticks', ownId(world.id, 'events'))(world)) || '-',
      ]),
  );

/** The other worlds, over the best static price. */
export const otherWorlds = (worlds: readonly WorldSummary[]): string =>
  table(
    ['', 'Shipped', 'Set once', 'Hourly', 'Taken as given', 'Learning', 'Run-out rule', 'Optimum'],
    worlds.map((world) => [
      worldOf(world.id).title,
      ...['shipped', 'once', 'hourly', 'ticks', 'learning-ticks', 'run-out-rule', 'oracle'].map((id) =>
        uplift(overStatic(id)(world)),
      ),
    ]),
  );

/** The gain from learning where demand is unknown, and its cost where it is known. */
export const learningTable = (worlds: readonly WorldSummary[]): string =>
  table(
    ['Demand', 'Units', 'Load', 'Sale', 'Taken as given', 'Learning', 'Learning over taken as given'],
    headlines(worlds, 24).map((world) => [
      ...setting(world),
      uplift(overStatic('ticks')(world)),
      uplift(overStatic('learning-ticks')(world)),
      uplift(over(world, 'learning-ticks', 'ticks')),
    ]),
  );

const VERDICTS: readonly Verdict[] = ['helps', 'no clear difference', 'harms'];

/** For whom the shipped policy helps: every world but those of few units, by verdict and uplift. */
export function whomTable(worlds: readonly WorldSummary[]): string {
  const rows = [...headlines(worlds), ...others(worlds)]
    .map((world) => ({ world, verdict: verdictOn(world), gain: over(world, 'shipped', 'static-within') }))
    .sort(
      (a, b) =>
        VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
        (b.gain?.value ?? 0) - (a.gain?.value ?? 0),
    );
  return table(
    [
      ...['', 'Shipped over the best static price within the same terms', 'over the list price'],
      ...['over the best static price of all', 'Pricewire unbounded over that', 'Changes a sale', 'Verdict'],
    ],
    rows.map(({ world, verdict, gain }) => [
      worldOf(world.id).title,
      uplift(gain),
      uplift(over(world, 'shipped', 'list')),
      uplift(overStatic('shipped')(world)),
      uplift(own('ticks', 'static')(world)),
      policyOf(world, 'shipped')?.changes?.toFixed(1) ?? '',
      verdict,
    ]),
  );
}

/** Few units of known demand: shares of the optimum, and the shipped policy within its terms. */
export const lastUnitsTable = (worlds: readonly WorldSummary[]): string =>
  table(
    [
      ...['', 'Shipped over the best static price within the same terms'],
      ...['Of the optimum: shipped', 'best static within', 'best static', 'Pricewire unbounded'],
    ],
    lastUnits(worlds).map((world) => [
      worldOf(world.id).title,
      uplift(over(world, 'shipped', 'static-within')),
      ...['shipped', 'static-within', 'static', 'ticks'].map((id) => share(over(world, id, 'oracle'))),
    ]),
  );

/** The shipped policy with a bound less, and with a failing model, over the shipped policy as it is. */
export function variantTable(worlds: readonly WorldSummary[]): string {
  const tried = worlds.filter(({ id }) => VARIANT_WORLDS.includes(id));
  const rows = POLICIES.filter(({ id }) => id.startsWith('without-') || id.startsWith('failing-'));
  return table(
    ['', ...tried.map(({ id }) => worldOf(id).title)],
    rows.map(({ id, title }) => [title, ...tried.map((world) => uplift(over(world, id, 'shipped')))]),
  );
}

/** What all bounds of the shipped policy cost: the best static price within them, and Pricewire with and without them. */
export const boundsTable = (worlds: readonly WorldSummary[]): string =>
  table(
    ['', 'Best static price within the terms, over the best of all', 'Shipped over Pricewire unbounded'],
    [...headlines(worlds, 24), ...others(worlds)].map((world) => [
      worldOf(world.id).title,
      uplift(overStatic('static-within')(world)),
      uplift(over(world, 'shipped', ownId(world.id, 'ticks'))),
    ]),
  );

/** Worlds in which prices of the shipped policy came from the rules, or were rejected. */
export function faultTable(worlds: readonly WorldSummary[]): string {
  const rows = worlds.flatMap((world) => {
    const { fallbacks = 0, rejections = 0 } = policyOf(world, 'shipped') ?? {};
    return fallbacks + rejections === 0
      ? []
      : [[worldOf(world.id).title, fallbacks.toFixed(1), rejections.toFixed(1)]];
  });
  return rows.length === 0
    ? 'None: the model answered every question, and no price was rejected.'
    : table(['', 'Fallbacks a sale', 'Rejections a sale'], rows);
}

/** What a retailer would ask about the shop. */
export const shopTable = (figures: ShopFigures): string =>
  table(
    ['', ''],
    [
      ['Profit over the best static prices within the same terms', uplift(figures.overStatic)],
      ['Profit over the list prices', uplift(figures.overList)],
      ['Price changes a day and product', figures.changesADay.toFixed(2)],
      ['Days with more than two changes of a product', percent(figures.daysWithMore)],
      ['Most changes of a product in a day', String(figures.mostChanges)],
      [
        `Zigzags: ${percent(ZIGZAG.swing, 0)} up and down, or down and up, in ${ZIGZAG.hours} hours without a delivery`,
        String(figures.zigzags),
      ],
      ['Time at the lowest or highest allowed price', percent(figures.atBounds)],
      ['Fallbacks to the rules, rejected prices', `${figures.fallbacks}, ${figures.rejections}`],
    ],
  );

/** Simulated means and their theoretical values. */
export const checkTable = (worlds: readonly WorldSummary[]): string =>
  table(
    ['', 'Of', 'Theory', 'Simulated', 'Within its interval'],
    checks(worlds).map((check) => [
      worldOf(check.world.id).title,
      check.what,
      money(check.expected),
      `${money(check.simulated.value)} ± ${money(check.simulated.margin)}`,
      agrees(check) ? 'yes' : 'no',
    ]),
  );
