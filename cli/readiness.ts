import type { Command } from 'commander';
import type { Readiness, StandingFigures } from '../domain/decision/readiness.ts';
import type { Interval } from '../domain/standing/clusters.ts';
import { command, connect } from './shared/connect.ts';
import { plain } from './shared/plain.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
WATCHING  the model's prices are recorded and not put in force; GAIN compares them with the price in force
LIVE      the model's prices are in force; GAIN compares them with the list price
STOPPED   sales contradicted the model, see "standing live" and "standing watch"

GAIN is expected by the model's own demand curve, scaled by actual sales. A price that stays cannot show how demand depends on it.
Intervals are 95%, with products as clusters.`;

/** `pricewire readiness` */
export const readinessCommand = (terminal: Terminal): Command =>
  command('readiness', 'compare the prices of the model with sales: is it ready to go live?', [
    'readiness',
    'readiness --policy default',
    'readiness --json',
  ])
    .addHelpText('after', NOTES)
    .option('--policy <id>', 'only this policy')
    .action(async ({ policy: policyId }: { policy?: string }, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(await api.call('GET /readiness', { query: { policyId } }), ({ policies }) =>
        policies.length === 0 ? 'No products.' : policies.map(policyText).join('\n\n'),
      );
    });

function policyText(readiness: Readiness): string {
  const { policyId, mode, goLiveBy, unwatched, standings, products } = readiness;
  const by = goLiveBy === undefined ? 'watches no new products' : `goLive.by is ${goLiveBy}`;
  return [
    `Policy ${policyId}: mode ${mode}, ${by}${unwatched > 0 ? `; ${unwatched} products without a standing` : ''}.`,
    ...(standings.length > 0 ? [figureTable(standings), levelTable(standings)] : []),
    ...verdictLines(readiness),
    ...(products.length > 0 ? [productTable(products)] : []),
  ].join('\n');
}

const verdictLines = ({ missing, goLiveBy }: Readiness): string[] => {
  if (missing === undefined) return [];
  if (missing.length > 0) return [`Not ready: ${missing.join('; ')}.`];
  return [goLiveBy === 'person' ? 'Ready: a person may let it go live.' : 'Ready.'];
};

const figureTable = (standings: readonly StandingFigures[]): string =>
  table(
    [
      'STANDING',
      'PRODUCTS',
      'SOLD',
      'EXPECTED',
      'SOLD / EXPECTED',
      'GAIN %',
      'AT LOWEST',
      'AT HIGHEST',
      'CHANGES / DAY',
      'REVERSALS / DAY',
    ],
    standings.map((each) => [
      each.kind,
      each.products,
      each.sales.sold.toFixed(0),
      each.sales.expected.toFixed(1),
      intervalText(each.sales.ratio, 2),
      intervalText(each.gainPercent, 1),
      `${each.atLowestPercent.toFixed(0)}%`,
      `${each.atHighestPercent.toFixed(0)}%`,
      each.changesPerDay.toFixed(1),
      each.reversalsPerDay.toFixed(1),
    ]),
    ['PRODUCTS', 'SOLD', 'EXPECTED', 'AT LOWEST', 'AT HIGHEST', 'CHANGES / DAY', 'REVERSALS / DAY'],
  );

const LEVELS = { 85: 'to 85%', 95: 'to 95%', 105: 'to 105%', 115: 'to 115%', above: 'above 115%' } as const;

const levelTable = (standings: readonly StandingFigures[]): string =>
  table(
    ['STANDING', 'PRICE OF LIST', 'SOLD', 'EXPECTED', 'SOLD / EXPECTED'],
    standings.flatMap(({ kind, levels }) =>
      levels.map(({ level, sold, expected, ratio }) => [
        kind,
        LEVELS[level],
        sold.toFixed(0),
        expected.toFixed(1),
        intervalText(ratio, 2),
      ]),
    ),
    ['SOLD', 'EXPECTED'],
  );

const productTable = (products: Readiness['products']): string =>
  table(
    ['PRODUCT', 'STANDING', 'SINCE', 'SOLD', 'EXPECTED', 'WHY'],
    products.map((each) => [
      each.productId,
      each.kind,
      each.since,
      each.sold.toFixed(0),
      each.expected.toFixed(1),
      plain(each.why),
    ]),
    ['SOLD', 'EXPECTED'],
  );

const intervalText = (interval: Interval | undefined, digits: number): string | undefined => {
  if (interval === undefined) return undefined;
  const { value, low, high } = interval;
  const range =
    low === undefined || high === undefined ? '' : ` (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  return `${value.toFixed(digits)}${range}`;
};
