import { table } from '../../cli/shared/table.ts';
import { allIn, type Line, type Load } from './bill.ts';
import { WRITE_UNIT } from './measure/item-size.ts';
import type { Measured } from './measure/measure.ts';
import { GB } from './prices.ts';
import type { Variant } from './sensitivity.ts';
import type { Stored } from './storage.ts';

/** All results, for people and as JSON. */
export interface Report {
  load: Load;
  stage: string;
  lines: Line[];
  instances: Line[];
  variants: Variant[];
  /** Maximum events that the schedule adds in a month. */
  ticks: number;
  measured: Measured;
  storage: Stored[];
}

const usd = (amount: number): string => amount.toFixed(2);
const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** The report as text tables. */
export function reportText({
  load,
  stage,
  lines,
  instances,
  variants,
  ticks,
  measured,
  storage,
}: Report): string {
  const { all } = allIn(lines, load);
  const outcomes = Object.entries(measured.outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([name, events]) => `${((100 * events) / measured.events).toFixed(0)}% ${name}`);
  return [
    `Stage ${stage}, us-east-1, list prices in US dollars; ${count(measured.events)} events measured: ${outcomes.join(', ')}.`,
    '',
    section('FOR EACH MILLION EVENTS', 'FOR EACH EVENT', lines, 'million'),
    '',
    section('FIXED COST A MONTH', '', lines, 'month'),
    '',
    `At ${count(load.events)} events a month, total: $${usd(all)} for each million.`,
    `For ${count(load.products)} products without events of their own, the schedule adds at most ${count(ticks)} events a month.`,
    '',
    itemTable(measured),
    '',
    storageTable(storage, load),
    '',
    table(
      ['INSTANCES, A MONTH', '', '$', ''],
      instances.map((each) => [each.service, each.item, usd(each.usd), each.of]),
      ['$'],
    ),
    '',
    table(
      ['ALTERNATIVES', '$ A MILLION'],
      variants.map((each) => [each.change, usd(each.usd)]),
      ['$ A MILLION'],
    ),
  ].join('\n');
}

/** Bytes of written items; each write is billed by the whole item, in units of 1 KB. */
function itemTable({ itemBytes, stateJsonBytes }: Measured): string {
  const row = (kind: string, sizes: number[]): string[] => [
    kind,
    count(sizes.reduce((sum, size) => sum + size, 0) / sizes.length),
    count(Math.max(...sizes)),
    `${((100 * sizes.filter((size) => size > WRITE_UNIT).length) / sizes.length).toFixed(0)}%`,
  ];
  return table(
    ['ITEMS AS WRITTEN', 'BYTES', 'AT MOST', 'ABOVE ONE WRITE UNIT'],
    [
      ...Object.entries(itemBytes).map(([kind, sizes]) => row(kind, sizes)),
      ...(stateJsonBytes.length > 0 ? [row('price-state as JSON', stateJsonBytes)] : []),
    ],
    ['BYTES', 'AT MOST', 'ABOVE ONE WRITE UNIT'],
  );
}

/** The ledger in its steady state: as much expires as is added. */
function storageTable(storage: Stored[], { events }: Load): string {
  const [lasting, kept] = [
    storage.filter(({ days }) => days !== undefined),
    storage.filter(({ days }) => days === undefined),
  ];
  const sum = (of: (each: Stored) => number, all: Stored[]) =>
    all.reduce((total, each) => total + of(each), 0);
  const row = ({ part, bytes, days, gb, usd: cost }: Stored) => [
    part,
    count(bytes),
    days === undefined ? 'for good' : `${days} days`,
    gb.toFixed(2),
    usd(cost),
  ];
  const right = ['BYTES AN EVENT', 'GB', '$ A MONTH'];
  return [
    table(
      ['STORAGE OF THE LEDGER', 'BYTES AN EVENT', 'KEPT', 'GB', '$ A MONTH'],
      [
        ...lasting.map(row),
        [
          'in the steady state',
          count(sum(({ bytes }) => bytes, lasting)),
          '',
          sum(({ gb }) => gb, lasting).toFixed(2),
          usd(sum(({ usd }) => usd, lasting)),
        ],
      ],
      right,
    ),
    ...kept.map(
      ({ part, bytes, gb, usd: cost }) =>
        `Never deleted: ${part}, ${count(bytes)} bytes an event. Each month adds ${gb.toFixed(2)} GB, which cost $${usd(cost)} a month.`,
    ),
    `A million events leave ${((sum(({ bytes }) => bytes, storage) * 1e6) / GB).toFixed(2)} GB; there are ${count(events)} a month.`,
  ].join('\n');
}

function section(title: string, of: string, lines: Line[], per: Line['per']): string {
  const own = lines.filter((each) => each.per === per);
  const sum = own.reduce((total, each) => total + each.usd, 0);
  const rows = own.map((each) => [each.service, each.item, usd(each.usd), each.of]);
  return table([title, '', '$', of], [...rows, ['total', '', usd(sum), '']], ['$']);
}
