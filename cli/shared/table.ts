import Table from 'cli-table3';
import { plain } from './plain.ts';

export type Cell = string | number | boolean | null | undefined;

const NONE = '';
// No frame and no colour, so that the lines can be cut, sorted and searched.
const BARE = {
  chars: {
    top: NONE,
    'top-mid': NONE,
    'top-left': NONE,
    'top-right': NONE,
    bottom: NONE,
    'bottom-mid': NONE,
    'bottom-left': NONE,
    'bottom-right': NONE,
    left: NONE,
    'left-mid': NONE,
    mid: NONE,
    'mid-mid': NONE,
    right: NONE,
    'right-mid': NONE,
    middle: '  ',
  },
  style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
};

/** Rows under a head; `right` are the columns to align right. An absent cell is shown as `-`. */
export function table(head: string[], rows: Cell[][], right: string[] = []): string {
  const colAligns = head.map((name) => (right.includes(name) ? 'right' : 'left'));
  const drawn = new Table({ ...BARE, head, colAligns });
  drawn.push(...rows.map((row) => row.map(shown)));
  return trimmed(drawn.toString());
}

/** Names and values, one pair a line; pairs without a value are left out. */
export function pairs(entries: [string, Cell][]): string {
  const drawn = new Table(BARE);
  drawn.push(
    ...entries
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, shown(value)]),
  );
  return trimmed(drawn.toString());
}

const shown = (cell: Cell): string =>
  plain(cell === undefined || cell === null || cell === '' ? '-' : String(cell));

const trimmed = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
