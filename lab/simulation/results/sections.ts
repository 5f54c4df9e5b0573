import { titleOf } from '../policies/roster.ts';
import { worldOf } from '../worlds/catalogue.ts';
import { agrees, checks, headlines, over, overStatic, own, ownId } from './reading.ts';
import type { WorldSummary } from './summarize-world.ts';
import { money, policyOf, share, table, uplift } from './tables.ts';

const setting = ({ id }: WorldSummary): string[] => {
  const { scaleCv, stock, hours } = worldOf(id);
  return [scaleCv > 0 ? 'unknown' : 'known', String(stock), /load(\d)/.exec(id)?.[1] ?? '', `${hours} h`];
};

/** Uplift of each cadence over the best static price, one row for each world. */
export const headlineTable = (worlds: readonly WorldSummary[]): string =>
  table(
    [
      ...['Demand', 'Units', 'Load', 'Sale', 'Nightly', 'Hourly', 'Every sale', '+ after 30 quiet min'],
      ...['+ each 1/100', 'Optimum', 'Share of optimum'],
    ],
    headlines(worlds).map((world) => [
      ...setting(world),
      uplift(overStatic('nightly')(world)),
      uplift(overStatic('hourly')(world)),
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
    worlds.map((world) => [
      worldOf(world.id).title,
      uplift(own('ticks', 'once')(world)),
      uplift(own('ticks', 'nightly')(world)),
      uplift(own('ticks', 'hourly')(world)),
      uplift(own('ticks', ownId(world.id, 'events'))(world)),
    ]),
  );

/** The other worlds, over the best static price. */
export const otherWorlds = (worlds: readonly WorldSummary[]): string =>
  table(
    ['', 'Set once', 'Hourly', 'Taken as given', 'Learning', 'Run-out rule', 'Optimum'],
    worlds.map((world) => [
      worldOf(world.id).title,
      ...['once', 'hourly', 'ticks', 'learning-ticks', 'run-out-rule', 'oracle'].map((id) =>
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

/** The cost of each guardrail alone, and of all, against Pricewire without them. */
export function guardrailTable(worlds: readonly WorldSummary[]): string {
  const tried = worlds.filter((world) => world.policies.some(({ id }) => id.startsWith('only-')));
  const rows = (tried[0]?.policies ?? []).filter(({ id }) => id.startsWith('only-') || id === 'guarded');
  return table(
    ['', ...tried.map(({ id }) => worldOf(id).title)],
    rows.map(({ id }) => [
      titleOf(id),
      ...tried.map((world) => uplift(over(world, id, ownId(world.id, 'ticks')))),
    ]),
  );
}

/** All guardrails against none, in each world. */
export const guardedEverywhere = (worlds: readonly WorldSummary[]): string =>
  table(
    ['', 'Every guardrail over none', 'over the best static price', 'Changes a sale with', 'without'],
    worlds.map((world) => [
      worldOf(world.id).title,
      uplift(over(world, 'guarded', ownId(world.id, 'ticks'))),
      uplift(overStatic('guarded')(world)),
      ...['guarded', ownId(world.id, 'ticks')].map((id) => policyOf(world, id)?.changes?.toFixed(0) ?? ''),
    ]),
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
