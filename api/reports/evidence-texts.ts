import { horizonReason } from '../../domain/context/evidence-text.ts';
import type { Proposal } from '../../domain/context/proposal.ts';
import { formatMoney } from '../../domain/values/money.ts';
import { readableTime } from '../../domain/values/time.ts';

type Value = Proposal['evidence'][string];

const LABELS: Record<string, string> = {
  stock: 'Units left',
  stockKnown: 'Stock known',
  below: 'Rule applies below this stock',
  above: 'Rule applies above this stock',
  hoursLeft: 'Selling time left, in hours',
  horizon: 'Why the selling time ends',
  until: 'End of the selling time',
  announced: 'Next goods announced for, beyond the longest time that the policy looks ahead',
  modelAnsweredAt: 'Last answer of the model',
  forMinutes: 'Minutes for which its price is kept',
  busyness: 'Traffic in the time left, relative to now',
  unitsPerHour: 'Recent sales, units an hour',
  atPrice: 'At a price of',
  listPrice: 'List price',
  objective: 'Maximised quantity',
  baselineUnitsPerHour: 'Expected units an hour before the first sale',
  category: 'Category',
  promo: 'In a promotion',
  at: 'Asked at',
};
const TIMES = new Set(['at', 'until', 'announced', 'modelAnsweredAt']);
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
  if (TIMES.has(key)) return readableTime(String(value));
  return (key === 'horizon' ? horizonReason(value) : undefined) ?? String(value);
}
