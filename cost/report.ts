import { table } from '../cli/shared/table.ts';
import { allIn, type Line, type Load } from './bill.ts';
import type { Measured } from './measure/measure.ts';
import type { Variant } from './sensitivity.ts';

/** Everything that was found, for people and as JSON. */
export interface Report {
  load: Load;
  stage: string;
  lines: Line[];
  instances: Line[];
  variants: Variant[];
  /** Events that the schedule adds in a month at most. */
  ticks: number;
  measured: Measured;
}

const usd = (amount: number): string => amount.toFixed(2);
const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** The report as a text of tables. */
export function reportText({ load, stage, lines, instances, variants, ticks, measured }: Report): string {
  const { all } = allIn(lines, load);
  const outcomes = Object.entries(measured.outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([name, events]) => `${((100 * events) / measured.events).toFixed(0)}% ${name}`);
  return [
    `Stage ${stage}, us-east-1, list prices in US dollars; ${count(measured.events)} events measured: ${outcomes.join(', ')}.`,
    '',
    section('FOR EACH MILLION EVENTS', 'OF EACH EVENT', lines, 'million'),
    '',
    section('A MONTH, IN ANY CASE', '', lines, 'month'),
    '',
    `At ${count(load.events)} events a month, all in: $${usd(all)} for each million.`,
    `Of ${count(load.products)} products, the schedule adds ${count(ticks)} events a month at most, if none has events of its own.`,
    '',
    table(
      ['INSTANCES, A MONTH', '', '$', ''],
      instances.map((each) => [each.service, each.item, usd(each.usd), each.of]),
      ['$'],
    ),
    '',
    table(
      ['WERE IT DIFFERENT', '$ A MILLION'],
      variants.map((each) => [each.change, usd(each.usd)]),
      ['$ A MILLION'],
    ),
  ].join('\n');
}

function section(title: string, of: string, lines: Line[], per: Line['per']): string {
  const own = lines.filter((each) => each.per === per);
  const sum = own.reduce((total, each) => total + each.usd, 0);
  const rows = own.map((each) => [each.service, each.item, usd(each.usd), each.of]);
  return table([title, '', '$', of], [...rows, ['in all', '', usd(sum), '']], ['$']);
}
