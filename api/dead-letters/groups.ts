import { createHash } from 'node:crypto';
import { literally } from '../access/literally.ts';
import type { DeadLetter, DeadLetterGroup } from '../routes/dead-letters.ts';

const UNKNOWN = 'unknown';

/** The reason without ids, numbers, times and quoted values, so that events of one cause have the same text. */
export function causeOf({ reason = '', eventId, productId }: DeadLetter): string {
  const own = [eventId, productId].filter((each) => each !== undefined && each !== '') as string[];
  return own
    .sort((a, b) => b.length - a.length)
    .reduce((text, each) => text.replace(whole(each), '#'), reason)
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '#')
    .replace(/[\w.:+-]*\d[\w.:+-]*/g, '#')
    .replace(/#(?:[\s,;]*#)+/g, '#')
    .slice(0, 300);
}

/** Matches whole words only: an id may be a single letter. */
const whole = (id: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_-])${literally(id)}(?![\\p{L}\\p{N}_-])`, 'gu');

/** A key that is equal for letters of the same cause. */
export function groupKey(letter: DeadLetter): string {
  const { queue, error = UNKNOWN, stage = '' } = letter;
  const parts = [queue, error, stage, causeOf(letter)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Letters by their cause, the largest group first. */
export function groupsOf(letters: readonly DeadLetter[]): DeadLetterGroup[] {
  const groups = new Map<string, DeadLetter[]>();
  for (const letter of letters) {
    const key = groupKey(letter);
    const known = groups.get(key);
    if (known) known.push(letter);
    else groups.set(key, [letter]);
  }
  return [...groups].map(([key, of]) => groupOf(key, of as [DeadLetter, ...DeadLetter[]])).sort(largestFirst);
}

function groupOf(key: string, letters: [DeadLetter, ...DeadLetter[]]): DeadLetterGroup {
  const times = letters.flatMap(({ deadLetteredAt }) => deadLetteredAt ?? []).sort();
  const [oldest, newest] = [times[0], times.at(-1)];
  const sample = letters.find(({ deadLetteredAt }) => deadLetteredAt === newest) ?? letters[0];
  const { queue, error = UNKNOWN, stage } = sample;
  return {
    key,
    queue,
    error,
    ...(stage === undefined ? {} : { stage }),
    cause: causeOf(sample),
    count: letters.length,
    products: new Set(letters.flatMap(({ productId }) => productId ?? [])).size,
    ...(oldest === undefined ? {} : { oldest }),
    ...(newest === undefined ? {} : { newest }),
    sample,
  };
}

const largestFirst = (a: DeadLetterGroup, b: DeadLetterGroup): number =>
  b.count - a.count || (a.key < b.key ? -1 : 1);
