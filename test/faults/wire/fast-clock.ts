import { type EngineClock, systemClock } from '../../../local/engine/index.ts';

export const TIMES = 15;
const START = Date.now();

/** A clock fifteen times as fast as the machine's, so that back-off and time-outs take milliseconds. */
export const fastClock: EngineClock = {
  now: () => START + (Date.now() - START) * TIMES,
  sleep: (ms, alarm) => systemClock.sleep(ms / TIMES, alarm),
};
