import type { Random } from './random.ts';

/** A message, hidden until a time in milliseconds since the epoch. */
export interface Message {
  messageId: string;
  body: string;
  visibleAt: number;
}

/** The settings of the queue on AWS and of the function that reads it. */
interface Taking {
  atOnce: number;
  visibilityMs: number;
}
export const WAITING: Taking = { atOnce: 10, visibilityMs: 60_000 };
export const ACCEPTED = { atOnce: 10, delayMs: 15 * 60_000 };

export const canBeHad = (queue: Message[], now: number): boolean =>
  queue.some(({ visibleAt }) => visibleAt <= now);

/** Receives some visible messages in random order. They become visible again unless they are removed. */
export function takeFrom(queue: Message[], now: number, taking: Taking, random: Random): Message[] {
  const { atOnce, visibilityMs } = taking;
  const left = queue.filter(({ visibleAt }) => visibleAt <= now);
  const taken: Message[] = [];
  while (left.length > 0 && taken.length < atOnce) taken.push(...left.splice(random.below(left.length), 1));
  for (const message of taken) message.visibleAt = now + visibilityMs;
  return taken;
}
