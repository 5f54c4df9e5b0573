import { msSince } from '../../domain/values/time.ts';

/** The answer of `ask`, asked again when it is older than `ms`; many that ask at a time wait for one answer. */
export function remembered<Answer>(
  ms: number,
  now: () => number,
  ask: () => Promise<Answer>,
): () => Promise<Answer> {
  let last: { at: number; answer: Promise<Answer> } | undefined;
  return () => {
    if (last === undefined || msSince(last.at, now()) >= ms) {
      const asked = { at: now(), answer: ask() };
      // A failure is not remembered.
      asked.answer.catch(() => {
        if (last === asked) last = undefined;
      });
      last = asked;
    }
    return last.answer;
  };
}
