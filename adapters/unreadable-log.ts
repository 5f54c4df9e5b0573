import type { OnUnreadable } from './stored-item.ts';

export interface UnreadableLog {
  note: OnUnreadable;
  /** One line for each item that was unreadable recently. After a maximum of lines, the number of further items. */
  recent(): string[];
}

/** Scans read every item more often than this. */
const LATELY_MS = 15 * 60_000;
const MOST_NOTED = 1_000;
const MOST_LISTED = 20;

/** Remembers unreadable items, and reports each once until it has not occurred for a quarter of an hour. */
export function unreadableLog({
  now,
  say,
}: {
  /** Milliseconds since the epoch. */
  now: () => number;
  say: (line: string) => void;
}): UnreadableLog {
  const metAt = new Map<string, number>();
  let tooMany = false;

  const forgetOld = () => {
    for (const [message, at] of metAt) if (now() - at >= LATELY_MS) metAt.delete(message);
    if (metAt.size < MOST_NOTED) tooMany = false;
  };

  return {
    note({ message }) {
      if (!metAt.has(message)) {
        forgetOld();
        if (metAt.size >= MOST_NOTED) {
          if (!tooMany) say(`More than ${MOST_NOTED} items can't be read; further ones are not reported.`);
          tooMany = true;
          return;
        }
        say(`An item can't be read: ${message}`);
      }
      metAt.set(message, now());
    },
    recent() {
      forgetOld();
      const messages = [...metAt.keys()];
      const more = messages.length - MOST_LISTED;
      return more > 0
        ? [...messages.slice(0, MOST_LISTED), `and ${more}${tooMany ? ' or more' : ''} others`]
        : messages;
    },
  };
}
