import * as z from 'zod';
import { ageMs, stillLasts, Time } from '../values/time.ts';

/** The one event of a busy product that is being judged. */
export const Turn = z.object({ eventId: z.string(), until: Time });
export type Turn = z.infer<typeof Turn>;

/** For this time after a decision a product is busy: its events are judged in turn. */
const BUSY_MS = 250;

/** Maximum lease of a turn. By then its execution has committed or died. */
export const TURN_MS = 1_000;

/** `free`: judge at once. `open`: take the turn first. `taken`: another event has it. */
export type TurnAt = 'free' | 'open' | 'taken';

/**
 * Whether the event may be judged on this state now. Only busy products have turns, so a lone event costs nothing. Judging
 * without a turn is harmless: the commit is refused if the state has changed.
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
