export interface FairQueue {
  /** Runs the job as soon as there is room for it. `urgent`: before whatever else waits under its key. */
  run<T>(key: string, job: () => Promise<T>, urgent?: boolean): Promise<T>;
  /** Jobs that run, and those that wait. */
  size(): number;
}

interface Lane {
  running: number;
  urgent: (() => Promise<void>)[];
  waiting: (() => Promise<void>)[];
}

/**
 * Runs so many jobs at once, and so many of one key. Keys have their turns in a circle; of one key the newest job goes
 * first, so that a crowd at one key holds up nobody else, and what is new is not behind what it makes old.
 */
export function fairQueue({ atOnce, ofOneKey }: { atOnce: number; ofOneKey: number }): FairQueue {
  const lanes = new Map<string, Lane>();
  /** The keys that have a job waiting and room for it, the next one first. */
  const ready = new Set<string>();
  let [running, waiting] = [0, 0];

  return {
    size: () => running + waiting,
    run: (key, job, urgent = false) =>
      new Promise((done, failed) => {
        const lane = lanes.get(key) ?? { running: 0, urgent: [], waiting: [] };
        lanes.set(key, lane);
        // The room is given back before the caller hears of the end.
        const start = () =>
          job()
            .finally(() => left(key, lane))
            .then(done, failed);
        lane[urgent ? 'urgent' : 'waiting'].push(start);
        waiting += 1;
        if (lane.running < ofOneKey) ready.add(key);
        fill();
      }),
  };

  function fill(): void {
    for (const key of ready) {
      if (running >= atOnce) return;
      const lane = lanes.get(key) as Lane;
      const start = lane.urgent.shift() ?? lane.waiting.pop();
      // What is added while a set is walked is walked as well: the key comes after all others.
      ready.delete(key);
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
