import type { Room } from './measured-room.ts';

export interface FairQueue {
  /** Runs the job when there is room. An `urgent` job comes before the others of its key. */
  run<T>(key: string, job: () => Promise<T>, urgent?: boolean): Promise<T>;
  /** Running and waiting jobs. */
  size(): number;
}

interface Lane {
  running: number;
  urgent: (() => Promise<void>)[];
  waiting: (() => Promise<void>)[];
}

/**
 * Limits concurrent jobs in total and for each key. Keys take turns; within a key the newest job runs first. So one busy key does
 * not delay the others, and a new job does not wait for jobs that it makes obsolete.
 */
export function fairQueue(room: () => Room): FairQueue {
  const lanes = new Map<string, Lane>();
  /** Keys with a waiting job and room for it, next key first. */
  const ready = new Set<string>();
  let [running, waiting] = [0, 0];

  return {
    size: () => running + waiting,
    run: (key, job, urgent = false) =>
      new Promise((done, failed) => {
        const lane = lanes.get(key) ?? { running: 0, urgent: [], waiting: [] };
        lanes.set(key, lane);
        // Release the room before the caller resumes.
        const start = () =>
          job()
            .finally(() => left(key, lane))
            .then(done, failed);
        lane[urgent ? 'urgent' : 'waiting'].push(start);
        waiting += 1;
        if (lane.running < room().ofOneKey) ready.add(key);
        fill();
      }),
  };

  function fill(): void {
    const { atOnce, ofOneKey } = room();
    for (const key of ready) {
      if (running >= atOnce) return;
      const lane = lanes.get(key) as Lane;
      // Deleted and added again, the key moves behind all others of the set.
      ready.delete(key);
      // The room may have shrunk; the key is ready again when one of its jobs ends.
      if (lane.running >= ofOneKey) continue;
      const start = lane.urgent.shift() ?? lane.waiting.pop();
      if (start === undefined) continue;
      lane.running += 1;
      running += 1;
      waiting -= 1;
      void start();
      if (lane.running < ofOneKey && hasMore(lane)) ready.add(key);
    }
  }

  function left(key: string, lane: Lane): void {
    lane.running -= 1;
    running -= 1;
    if (hasMore(lane)) ready.add(key);
    else if (lane.running === 0) lanes.delete(key);
    fill();
  }
}

const hasMore = ({ urgent, waiting }: Lane): boolean => urgent.length + waiting.length > 0;
