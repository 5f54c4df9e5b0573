import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

interface Kept {
  /** What it is, for people. */
  name: string;
  /** Starts the server; undefined if it runs already, such as one that an earlier process left behind. */
  start(): Promise<ChildProcess | undefined>;
  /** Calls back when the server is gone. */
  watch(gone: () => void): Promise<void>;
  say(line: string): void;
}

const MOST_STARTS = 5;
const WITHIN_MS = 60_000;
const PAUSE_MS = 200;

/** Starts a server, and again whenever it is gone, but no more than five times a minute. */
export async function keepRunning({ name, start, watch, say }: Kept) {
  let child = await start();
  let stopping = false;
  let restarting = Promise.resolve();
  let starts: number[] = [];

  const gone = () => {
    if (!stopping) restarting = restarting.then(startAgain);
  };
  const startAgain = async () => {
    while (!stopping) {
      starts = starts.filter((at) => at > performance.now() - WITHIN_MS);
      if (starts.length >= MOST_STARTS)
        return say(
          `${name} ends again and again, and is not started any more; prices are read from the record.`,
        );
      starts.push(performance.now());
      try {
        const started = await start();
        await watch(gone);
        child = started ?? child;
        if (started) say(`${name} had ended and was started again.`);
        return;
      } catch (error) {
        say(`${name} had ended and does not start: ${error instanceof Error ? error.message : error}`);
        await sleep(PAUSE_MS * 2 ** starts.length);
      }
    }
  };
  await watch(gone);

  return {
    /** From now on it may end; the process, if it was started here. */
    async letGo(): Promise<ChildProcess | undefined> {
      stopping = true;
      await restarting;
      return child;
    },
  };
}
