import { titleOf } from '../policies/roster.ts';
import { worldOf } from '../worlds/catalogue.ts';
import { LIST_PRICE } from '../worlds/world.ts';
import type { Estimate } from './statistics.ts';
import type { PolicySummary, WorldSummary } from './summarize-world.ts';

/** A Markdown table, first column left-aligned, the others right-aligned. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Minor units as hundreds of the currency, such as 3209.34 for 320934. */
export const money = (minorUnits: number): string => (minorUnits / 100).toFixed(0);

/** A share as a percentage. */
export const percent = (value: number, digits = 1): string => `${(100 * value).toFixed(digits)}%`;

const signed = (value: number, digits = 1): string => `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;

/** An uplift in percent with its interval, such as `+3.4 ± 0.5%`; without a negligible interval. */
export function uplift(estimate: Estimate | undefined): string {
  if (estimate === undefined) return '';
  const { value, margin } = estimate;
  return `${signed(100 * value)}${margin < 0.0005 ? '' : ` ± ${(100 * margin).toFixed(1)}`}%`;
}

/** Earnings in percent of the yardstick's in the same sales. */
export const share = (estimate: Estimate | undefined): string =>
  estimate === undefined ? '' : `${(100 * (1 + estimate.value)).toFixed(1)}%`;

export const policyOf = ({ policies }: WorldSummary, id: string): PolicySummary | undefined =>
  policies.find((each) => each.id === id);

/** All results of a world, one row for each strategy. */
export function worldTable(summary: WorldSummary): string {
  const { bounds, bestStatic, bestWithin } = summary;
  const ofList = (price: number): string => `${percent(price / LIST_PRICE)} of list`;
  const rows = summary.policies.map(({ id, earnings, units, changes, fallbacks, rejections, over }) => [
    titleOf(id),
    `${money(earnings.value)} ± ${money(earnings.margin)}`,
    uplift(over['static-within']),
    uplift(over['static']),
    uplift(over['list']),
    share(over['oracle']),
    bounds === undefined ? '' : `${((100 * earnings.value) / bounds.fluid).toFixed(1)}%`,
    units.toFixed(1),
    changes === null ? 'every visitor' : changes.toFixed(1),
    fallbacks === 0 && rejections === 0 ? '' : `${fallbacks.toFixed(1)} / ${rejections.toFixed(1)}`,
  ]);
  return [
    `**${worldOf(summary.id).title}** (\`${summary.id}\`, ${summary.seeds} sales). ` +
      (bounds === undefined
        ? ''
        : `The optimum is expected to earn ${money(bounds.optimum)}, the market without chance ${money(bounds.fluid)}. `) +
      `The best static price is ${ofList(bestStatic.price)} and expected to earn ${money(bestStatic.expected)}; within the ` +
      `shipped terms ${ofList(bestWithin.price)} and ${money(bestWithin.expected)}.`,
    '',
    table(
      [
        '',
        'Earns a sale',
        'over best static within',
        'over best static',
        'over list',
        'of the optimum',
        'of no chance',
        'Units',
        'Changes',
        'Fallbacks / rejections',
      ],
      rows,
    ),
  ].join('\n');
}
