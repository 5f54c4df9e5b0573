import { type EngineClock, systemClock } from '../../../local/engine/index.ts';

export const TIMES = 15;
const START = Date.now();

/** The machine's clock, fifteen times as fast: back-off and time-outs of seconds take milliseconds. */
export const fastClock: EngineClock = {
  now: () => START + (Date.now() - START) * TIMES,
  sleep: (ms, alarm) => systemClock.sleep(ms / TIMES, alarm),
};
