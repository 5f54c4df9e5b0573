import { cpus, loadavg, totalmem } from 'node:os';
import { table } from '../../cli/shared/table.ts';
import { type Figure, isMet, type Measured } from './figures.ts';

/** All figures of one run, in the format of the results file. */
export interface Report {
  at: string;
  machine: { cpu: string; cores: number; memoryGiB: number; node: string; loadBefore: number };
  scale: string;
  parts: Record<string, Measured & { seconds: number }>;
}

export const thisMachine = (): Report['machine'] => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  loadBefore: loadavg()[0] ?? 0,
});

/** A part as a table. With an earlier report it shows the changes. */
export function partTable(
  name: string,
  { figures, notes, seconds }: Report['parts'][string],
  earlier?: Report,
): string {
  const before = new Map(earlier?.parts[name]?.figures.map((each) => [each.name, each.value]));
  const rows = figures.map((figure) => [
    figure.name,
    shown(figure.value),
    figure.unit,
    goalText(figure),
    ...(earlier ? [moved(before.get(figure.name), figure)] : []),
  ]);
  const head = ['FIGURE', 'VALUE', 'UNIT', 'GOAL', ...(earlier ? ['SINCE'] : [])];
  return [`${name} (${Math.round(seconds)} s)`, table(head, rows, ['VALUE', 'SINCE']), ...notes].join('\n');
}

/** Three significant digits, without exponent. */
export const shown = (value: number): string =>
  Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));

function goalText(figure: Figure): string {
  const met = isMet(figure);
  if (met === undefined) return '';
  return `${figure.better === 'lower' ? '≤' : '≥'} ${shown(figure.goal ?? 0)}${met ? '' : ', missed'}`;
}

function moved(before: number | undefined, { value, better }: Figure): string {
  if (before === undefined || before === 0) return 'new';
  const percent = ((value - before) / Math.abs(before)) * 100;
  const worse = better !== undefined && (better === 'higher' ? percent < -10 : percent > 10);
  return `${percent >= 0 ? '+' : ''}${percent.toFixed(1)}%${worse ? ' worse' : ''}`;
}
