import { LOG_EVENT_OVERHEAD } from './express-log.ts';

/** What a call goes to, and is waited for. */
export type Service = 'dynamodb' | 'redis' | 'model';

/** What one function did, over all of its calls. */
export interface Usage {
  invocations: number;
  /** Milliseconds that were not spent waiting for a call. */
  computeMs: number;
  /** Waits for each service: calls that are under way together are waited for once. */
  waits: Record<Service, number>;
  readUnits: number;
  writeUnits: number;
  /** What it printed: log lines and metrics. */
  printedBytes: number;
}

/** Of a function that was not called. */
export const noUsage = (): Usage => ({
  invocations: 0,
  computeMs: 0,
  waits: { dynamodb: 0, redis: 0, model: 0 },
  readUnits: 0,
  writeUnits: 0,
  printedBytes: 0,
});

/** What was counted since the last look. */
export interface Taken {
  byFunction: Record<string, Usage>;
  /** Names of the metrics that were emitted, each with its dimensions: CloudWatch bills each by the month. */
  metrics: Set<string>;
  /** Bytes that were added to the tables, their indexes included. */
  storedBytes: number;
  /** Bytes of the items that writes left, by what they are. */
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

  /** What was counted; the count begins anew. */
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

// Powertools writes through a console of its own, so what is listened to is the stream. Nothing is shown meanwhile.
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
