import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../domain/values/thrown.ts';

/** Duration and cause of an outage, for people. */
export interface Outage {
  forMs: number;
  why: string;
}

interface Kept<Server> {
  /** Name for people. */
  name: string;
  /** Starts the server; undefined if it runs already, such as the one of an earlier process. */
  start(): Promise<Server | undefined>;
  /** Calls back when the server has ended, with the reason if known. */
  watch(gone: (why?: string) => void): Promise<void>;
  say(line: string): void;
  /** Milliseconds of a monotonic clock. */
  now?: () => number;
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const WITHIN_MS = 60_000;
const PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

const pauseFor = (ms: number, signal: AbortSignal) =>
  sleep(ms, undefined, { signal, ref: false }).catch(() => {});

/** Starts a server, and restarts it without end whenever it ends: at once, then after growing pauses while it keeps failing. */
export async function keepRunning<Server>({
  name,
  start,
  watch,
  say,
  now = () => performance.now(),
  pause = pauseFor,
}: Kept<Server>) {
  let server = await start();
  const letGo = new AbortController();
  let restarting = Promise.resolve();
  let starts: number[] = [];
  let outage: { since: number; why: string } | undefined;

  const gone = (why = 'no reason given') => {
    if (letGo.signal.aborted) return;
    outage ??= { since: now(), why };
    restarting = restarting.then(startAgain);
  };
  const startAgain = async () => {
    let said = '';
    while (!letGo.signal.aborted) {
      starts = starts.filter((at) => at > now() - WITHIN_MS);
      if (starts.length > 0)
        await pause(Math.min(PAUSE_MS * 2 ** starts.length, LONGEST_PAUSE_MS), letGo.signal);
      if (letGo.signal.aborted) return;
      starts.push(now());
      try {
        const started = await start();
        await watch(gone);
        server = started ?? server;
        if (started) say(`${name} had ended (${outage?.why}) and was started again.`);
        outage = undefined;
        return;
      } catch (error) {
        const why = messageOf(error);
        if (outage) outage.why = why;
        if (said !== why) say(`${name} ended and does not start: ${why}. Pricewire keeps trying.`);
        said = why;
      }
    }
  };
  await watch(gone);

  return {
    outage: (): Outage | undefined => outage && { forMs: now() - outage.since, why: outage.why },
    /** Stops watching. Returns the server if it was started here. */
    async letGo(): Promise<Server | undefined> {
      letGo.abort();
      await restarting;
      return server;
    },
  };
}
