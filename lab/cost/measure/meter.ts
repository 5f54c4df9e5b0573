import { LOG_EVENT_OVERHEAD } from './express-log.ts';

/** The target of a call. */
export type Service = 'dynamodb' | 'redis' | 'model';

/** What one function used, over all its calls. */
export interface Usage {
  invocations: number;
  /** Milliseconds outside of waits for calls. */
  computeMs: number;
  /** Number of waits for each service; concurrent calls are one wait. */
  waits: Record<Service, number>;
  readUnits: number;
  writeUnits: number;
  /** Bytes of its output: log lines and metrics. */
  printedBytes: number;
}

/** The usage of a function without calls. */
export const noUsage = (): Usage => ({
  invocations: 0,
  computeMs: 0,
  waits: { dynamodb: 0, redis: 0, model: 0 },
  readUnits: 0,
  writeUnits: 0,
  printedBytes: 0,
});

/** The counts since the last `take`. */
export interface Taken {
  byFunction: Record<string, Usage>;
  /** Names of the emitted metrics with their dimensions: CloudWatch bills each by the month. */
  metrics: Set<string>;
  /** Bytes added to the tables, including indexes. */
  storedBytes: number;
  /** Bytes of the written items, by kind. */
  itemBytes: Record<string, number[]>;
}

const none = (): Taken => ({ byFunction: {}, metrics: new Set(), storedBytes: 0, itemBytes: {} });

/** Counts by function. One function runs at a time. */
export class Meter {
  private taken = none();
  private current = noUsage();
  private underWay = 0;
  private waitingSince = 0;
  private waitedMs = 0;

  /** Returns the counts and resets them. */
  take(): Taken {
    const { taken } = this;
    this.taken = none();
    return taken;
  }

  /** Runs one call of the function. */
  async invoke<T>(name: string, work: () => Promise<T>): Promise<T> {
    const usage = this.taken.byFunction[name] ?? noUsage();
    this.taken.byFunction[name] = usage;
    this.current = usage;
    this.waitedMs = 0;
    const started = performance.now();
    const printed = listenToOutput();
    try {
      return await work();
    } finally {
      usage.invocations += 1;
      usage.computeMs += performance.now() - started - this.waitedMs;
      const lines = printed.stop();
      usage.printedBytes += lines.reduce(
        (sum, line) => sum + Buffer.byteLength(line) + LOG_EVENT_OVERHEAD,
        0,
      );
      for (const line of lines) for (const name of metricsIn(line)) this.taken.metrics.add(name);
    }
  }

  /** Runs a call that the function makes. */
  async wait<T>(service: Service, call: () => Promise<T>): Promise<T> {
    if (this.underWay === 0) {
      this.waitingSince = performance.now();
      this.current.waits[service] += 1;
    }
    this.underWay += 1;
    try {
      return await call();
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.waitedMs += performance.now() - this.waitingSince;
    }
  }

  read(units: number): void {
    this.current.readUnits += units;
  }

  written(units: number, storedBytes: number): void {
    this.current.writeUnits += units;
    this.taken.storedBytes += storedBytes;
  }

  /** Records the size in bytes of a written item, by its kind. */
  left(kind: string, bytes: number): void {
    this.taken.itemBytes[kind] = [...(this.taken.itemBytes[kind] ?? []), bytes];
  }
}

// Powertools has a console of its own, so the stream is captured. Nothing is printed meanwhile.
function listenToOutput(): { stop(): string[] } {
  let heard = '';
  const write = process.stdout.write;
  process.stdout.write = ((chunk: string | Uint8Array) => {
    heard += chunk.toString();
    return true;
  }) as typeof process.stdout.write;
  return {
    stop() {
      process.stdout.write = write;
      return heard.split('\n').filter((line) => line !== '');
    },
  };
}

/** The metrics of a line in CloudWatch's embedded metric format, by name and dimensions; none for any other line. */
function metricsIn(line: string): string[] {
  if (!line.includes('"CloudWatchMetrics"')) return [];
  const { _aws, ...values } = JSON.parse(line) as { _aws: { CloudWatchMetrics: Embedded[] } } & Record<
    string,
    unknown
  >;
  return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.map(({ Name }) =>
      [Namespace, ...(Dimensions[0] ?? []).map((dimension) => values[dimension]), Name].join(' '),
    ),
  );
}

interface Embedded {
  Namespace: string;
  Dimensions: string[][];
  Metrics: { Name: string }[];
}
