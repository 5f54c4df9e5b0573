import * as z from 'zod';
import { ageMs, stillLasts, Time } from '../values/time.ts';

/** The one event of a busy product that is being judged. */
export const Turn = z.object({ eventId: z.string(), until: Time });
export type Turn = z.infer<typeof Turn>;

/** A product is busy for so long after a decision: until then its events are judged in turn. */
const BUSY_MS = 250;

/** How long a turn is had at most. By then its execution has committed, or it died. */
export const TURN_MS = 1_000;

/** `free`: judge at once. `open`: take the turn first. `taken`: another event has it. */
export type TurnAt = 'free' | 'open' | 'taken';

/**
 * Whether the event may be judged on this state now. Only of a busy product is that asked, so events that are alone cost
 * nothing. Whoever goes without its turn does no harm: the commit is refused where the state has moved on.
 */
export function turnAt(
  { turn, decidedAt }: { turn?: Turn | undefined; decidedAt?: string | undefined },
  eventId: string,
  now: string,
): TurnAt {
  if (turn !== undefined && stillLasts(turn.until, TURN_MS, now))
    return turn.eventId === eventId ? 'free' : 'taken';
  return decidedAt !== undefined && ageMs(decidedAt, now) < BUSY_MS ? 'open' : 'free';
}
