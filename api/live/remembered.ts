import { msSince } from '../../domain/values/time.ts';

/** The cached answer of `ask`, asked again when older than `ms`. Callers at the same time share one answer. */
export function remembered<Answer>(
  ms: number,
  now: () => number,
  ask: () => Promise<Answer>,
): () => Promise<Answer> {
  let last: { at: number; answer: Promise<Answer> } | undefined;
  return () => {
    if (last === undefined || msSince(last.at, now()) >= ms) {
      const asked = { at: now(), answer: ask() };
      // A failure is not cached.
      asked.answer.catch(() => {
        if (last === asked) last = undefined;
      });
      last = asked;
    }
    return last.answer;
  };
}
