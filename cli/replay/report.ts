import { pairs, table } from '../shared/table.ts';

/** The result of a replay. */
export interface ReplayReport {
  lines: number;
  sent: number;
  skipped: number;
  /** Lines skipped, by the reason. */
  skippedBecause: Record<string, number>;
  /** Unreadable and refused lines. Valid lines that change nothing are not counted. */
  bad: number;
  productsAdded: number;
  /** Products that already have a later stock time: no sales rate can be learned from earlier events. */
  productsSeenLater: number;
  /** Times of the sent lines, as in the events. */
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
