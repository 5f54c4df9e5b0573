import { pairs, table } from '../shared/table.ts';

/** What a replay has come to. */
export interface ReplayReport {
  lines: number;
  sent: number;
  skipped: number;
  /** Lines skipped, by the reason. */
  skippedBecause: Record<string, number>;
  /** Lines that could not be read or were refused; those that simply had nothing to tell are not among them. */
  bad: number;
  productsAdded: number;
  /** Products whose stock was seen at a later time already: no sales rate can be learnt from what came before it. */
  productsSeenLater: number;
  /** Of the lines that were sent, as the events carry them. */
  firstOccurredAt?: string;
  lastOccurredAt?: string;
  seconds: number;
  interrupted: boolean;
}

export const newReport = (): ReplayReport => ({
  lines: 0,
  sent: 0,
  skipped: 0,
  skippedBecause: {},
  bad: 0,
  productsAdded: 0,
  productsSeenLater: 0,
  seconds: 0,
  interrupted: false,
});

export function reportText(report: ReplayReport): string {
  const { lines, sent, skipped, skippedBecause, productsAdded, seconds, interrupted } = report;
  const head = pairs([
    ['lines read', lines],
    ['events sent', `${sent}${seconds > 0 ? `, ${Math.round(sent / seconds)} a second` : ''}`],
    ['products added', productsAdded],
    ['occurred', report.firstOccurredAt && `${report.firstOccurredAt} to ${report.lastOccurredAt}`],
    ['lines skipped', skipped],
    ['interrupted', interrupted ? 'yes' : undefined],
  ]);
  if (skipped === 0) return head;
  const reasons = Object.entries(skippedBecause).sort(([, a], [, b]) => b - a);
  return `${head}\n\n${table(['SKIPPED BECAUSE', 'LINES'], reasons, ['LINES'])}`;
}
