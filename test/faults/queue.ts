import type { Random } from './random.ts';

/** A message of a queue, which nobody gets before a time in milliseconds since the epoch. */
export interface Message {
  messageId: string;
  body: string;
  visibleAt: number;
}

/** As the queue on AWS and the function that reads it have them. */
interface Taking {
  atOnce: number;
  visibilityMs: number;
}
export const WAITING: Taking = { atOnce: 10, visibilityMs: 60_000 };
export const ACCEPTED = { atOnce: 10, delayMs: 15 * 60_000 };

export const canBeHad = (queue: Message[], now: number): boolean =>
  queue.some(({ visibleAt }) => visibleAt <= now);

/** Takes some of those that can be had, in no order; they come again unless they are removed. */
export function takeFrom(queue: Message[], now: number, taking: Taking, random: Random): Message[] {
  const { atOnce, visibilityMs } = taking;
  const left = queue.filter(({ visibleAt }) => visibleAt <= now);
  const taken: Message[] = [];
  while (left.length > 0 && taken.length < atOnce) taken.push(...left.splice(random.below(left.length), 1));
  for (const message of taken) message.visibleAt = now + visibilityMs;
  return taken;
}
