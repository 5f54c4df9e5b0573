import type { Proposal } from '../../domain/context/proposal.ts';
import { formatMoney } from '../../domain/values/money.ts';
import { readableTime } from '../../domain/values/time.ts';

type Value = Proposal['evidence'][string];

const LABELS: Record<string, string> = {
  stock: 'Units left',
  stockKnown: 'Stock known',
  below: 'The rule holds below this many units',
  above: 'The rule holds above this many units',
  hoursLeft: 'Hours left to sell in',
  busyness: 'How busy the time left is, against now',
  unitsPerHour: 'Units sold an hour lately',
  atPrice: 'At a price of',
  listPrice: 'List price',
  objective: 'Maximised quantity',
  baselineUnitsPerHour: 'Units an hour expected before the first sale',
  category: 'Category',
  promo: 'In a promotion',
  at: 'Asked at',
};
const MONEY = new Set(['listPrice', 'atPrice']);
/** Never shown to outsiders. */
const SECRET = new Set(['unitCost']);

/** The inputs of a proposal as text for outsiders, without unknown ones and trade secrets. */
export function evidenceTexts({ evidence, currency }: Proposal): [string, string][] {
  return Object.entries(evidence)
    .filter(([key, value]) => value !== null && !SECRET.has(key))
    .map(([key, value]) => [LABELS[key] ?? key, textOf(key, value, currency)]);
}

function textOf(key: string, value: Value, currency: string): string {
  if (typeof value === 'number' && MONEY.has(key)) return formatMoney(value, currency);
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return key === 'at' ? readableTime(String(value)) : String(value);
}
