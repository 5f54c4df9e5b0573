import { LANES } from '../../upkeep/drain-accepted.ts';
import type { Measured } from './measure/measure.ts';
import { noUsage, type Service, type Usage } from './measure/meter.ts';
import { LOOKED_UP } from './measure/upkeep.ts';
import { GB, HOURS_A_MONTH, INSTANCE_HOURS, PRICES } from './prices.ts';
import type { Deployed, DeployedFunction } from './template.ts';

/** Values of AWS that a run on one machine can't measure. */
export interface Assumed {
  /** Milliseconds that a call waits, including its round trip. */
  waitMs: Record<Service, number>;
  /** Milliseconds that Step Functions needs to put an event on the bus. */
  putEventsMs: number;
  /** Milliseconds that Step Functions adds to each task. */
  taskOverheadMs: number;
  /**
   * Memory in MB at which a function gets as much of a core as it had here. With less memory it gets a proportional share.
   */
  wholeCoreMb: number;
  /** Billed memory of an execution: 50 MB, the definition and its data, in steps of 64 MB. */
  expressMb: number;
  /** Compressed size of stored logs, as a share. */
  logCompression: number;
  /** Messages in one receive from a queue with several: at most ten. */
  receivedAtOnce: number;
  /** Milliseconds that a function waits for a call of SQS that finds messages. */
  queueCallMs: number;
  /** Receives a minute by Lambda on each empty queue: five pollers, 20 seconds each. */
  looksAMinute: number;
  /** Used share of provisioned capacity. */
  utilization: number;
}

export const ASSUMED: Assumed = {
  waitMs: { dynamodb: 4, redis: 1, model: 12 },
  putEventsMs: 15,
  taskOverheadMs: 15,
  wholeCoreMb: 1769,
  expressMb: 64,
  logCompression: 0.15,
  receivedAtOnce: 10,
  queueCallMs: 10,
  looksAMinute: 15,
  utilization: 0.7,
};

/** The load to bill. */
export interface Load {
  /** Events a month, of all kinds. */
  events: number;
  products: number;
}

/** A line of the bill: dollars for each million events, or a fixed amount a month. */
export interface Line {
  service: string;
  item: string;
  usd: number;
  /** `million`: for each million events. `month`: for any number of events. */
  per: 'million' | 'month';
  /** The billed quantity, as text. */
  of: string;
}

/** Bytes that Lambda itself writes for each call, including the overhead of CloudWatch Logs for each line. */
const PLATFORM_BYTES = { text: 420, json: 1080, none: 0 };
const MILLION = 1e6;
const DAYS_A_MONTH = HOURS_A_MONTH / 24;
const RECONCILE = 'Reconciliation/Reconcile';
/** A receive from an empty queue waits for a message. */
const EMPTY_RECEIVE_MS = 1000;

/** The bill for a load, from the measured run and the deployed settings. Throws if a line lacks its inputs. */
export function billFor(
  measured: Measured,
  deployed: Deployed,
  load: Load,
  assumed: Assumed = ASSUMED,
): Line[] {
  const lines = [
    ...eventLines(measured, deployed, load, assumed),
    ...standingLines(measured, deployed, load, assumed),
  ];
  const odd = lines.find(({ usd }) => !Number.isFinite(usd));
  if (odd) throw new Error(`${odd.service} ${odd.item} can't be told from what was measured`);
  return lines;
}

function eventLines(measured: Measured, deployed: Deployed, load: Load, assumed: Assumed): Line[] {
  const { events, express } = measured;
  const each = (total: number): number => total / events;
  const line = (service: string, item: string, usdEach: number, of: string): Line => ({
    service,
    item,
    usd: usdEach * MILLION,
    per: 'million',
    of,
  });
  const calls = Object.entries(measured.functions);
  const functions = calls.flatMap(([name, usage]) => {
    const at = deployed.functions[name];
    return at ? [{ at, usage, ms: durationMs(usage, at, assumed) }] : [];
  });
  const sum = (of: (call: (typeof functions)[number]) => number) =>
    each(functions.reduce((total, call) => total + of(call), 0));
  const total = (of: (usage: Usage) => number) => each(calls.reduce((all, [, usage]) => all + of(usage), 0));

  const announced = each(measured.announced);
  const bytes = each(measured.eventBytes);
  const invocations = sum(({ usage }) => usage.invocations);
  const direct = total((usage) => usage.invocations) - invocations;
  const lambdaMs = sum(({ ms, usage }) => ms * usage.invocations);
  const gbSeconds = sum(({ ms, usage, at }) => (ms / 1000) * usage.invocations * (at.memoryMb / 1024));
  const expressMs =
    lambdaMs +
    each(express.tasks) * assumed.taskOverheadMs +
    direct * assumed.waitMs.dynamodb +
    announced * assumed.putEventsMs;
  // Each execution is rounded up to 100 ms: 50 on average.
  const expressGbSeconds = ((expressMs + 50) / 1000) * (assumed.expressMb / 1024);
  const [writes, reads] = [total(({ writeUnits }) => writeUnits), total(({ readUnits }) => readUnits)];
  const stored = each(measured.storedBytes) / GB;
  const kept = PRICES.tableGbMonth.usd + (deployed.pointInTimeRecovery ? PRICES.pitrGbMonth.usd : 0);
  const trace = traceBytes(measured, deployed);
  const log = (bytesEach: number, at: { infrequentAccess: boolean; retentionDays: number }): number =>
    (bytesEach / GB) *
    ((at.infrequentAccess ? PRICES.infrequentLogGb.usd : PRICES.standardLogGb.usd) +
      assumed.logCompression * PRICES.logGbMonth.usd * (at.retentionDays / DAYS_A_MONTH));
  const sampled = sampledShare(deployed, load);
  const letters = each(measured.outcomes['dead-lettered'] ?? 0);

  return [
    line(
      'EventBridge',
      'events',
      PRICES.busEvent.usd * (1 + announced),
      `1 event and ${announced.toFixed(2)} PriceChanged`,
    ),
    line(
      'EventBridge',
      'archive',
      (bytes / GB) *
        (PRICES.archivedGb.usd + PRICES.archiveGbMonth.usd * (deployed.archiveDays / DAYS_A_MONTH)),
      `${Math.round(bytes)} bytes, kept ${deployed.archiveDays} days`,
    ),
    line('Step Functions', 'executions', PRICES.expressRequest.usd, '1 Express execution'),
    line(
      'Step Functions',
      'duration',
      (expressGbSeconds * PRICES.expressGbHour.usd) / 3600,
      `${Math.round(expressMs)} ms at ${assumed.expressMb} MB, ${each(express.tasks).toFixed(1)} tasks`,
    ),
    line('Lambda', 'calls', invocations * PRICES.lambdaRequest.usd, `${invocations.toFixed(2)} calls`),
    line('Lambda', 'duration', gbSeconds * PRICES.lambdaGbSecond.usd, `${Math.round(lambdaMs)} ms in total`),
    line('DynamoDB', 'writes', writes * PRICES.writeUnit.usd, `${writes.toFixed(2)} write units`),
    line('DynamoDB', 'reads', reads * PRICES.readUnit.usd, `${reads.toFixed(2)} read units`),
    // They arrive evenly over the month, so on average half of them are stored.
    line(
      'DynamoDB',
      'storage, first month',
      (stored * kept) / 2,
      `${Math.round(each(measured.storedBytes))} bytes, half the month`,
    ),
    line(
      'CloudWatch',
      'trace of executions',
      log(trace, deployed.trace),
      `${Math.round(trace)} bytes, ${each(express.records).toFixed(0)} records`,
    ),
    line(
      'CloudWatch',
      'logs of functions',
      each(
        functions.reduce(
          (all, { usage, at }) =>
            all + log(usage.printedBytes + usage.invocations * PLATFORM_BYTES[at.platformLines], at),
          0,
        ),
      ),
      'metrics, and lines of Lambda itself',
    ),
    reconciliationLine(measured, deployed, assumed),
    line('SQS', 'dead letters', letters * PRICES.message.usd, `${letters.toFixed(3)} letters`),
    line('X-Ray', 'traces', sampled * PRICES.trace.usd, `${(100 * sampled).toFixed(1)}% of executions`),
  ];
}

const BY_PATH: Record<string, string> = {
  'Upkeep/Sweep': 'sweep',
  'Upkeep/SettleMarks': 'settle-marks',
  'Upkeep/RepriceDue': 'reprice-due',
  'Upkeep/CheckModels': 'check-models',
  'Breaker/Watch': 'watch-moves',
  'CacheCare/Repair': 'repair-cache',
  'CacheCare/Check': 'check-cache',
};

/**
 * Each event is sent to its queue alone, but received, looked up and removed in batches. The monthly line covers runs on an
 * empty queue.
 */
function reconciliationLine(measured: Measured, deployed: Deployed, assumed: Assumed): Line {
  const at = deployed.functions[RECONCILE];
  const usage = measured.upkeep['reconcile-accepted'];
  if (at === undefined || usage === undefined)
    throw new Error(`nobody has measured or deployed what ${RECONCILE} takes`);
  const calls = 2 / assumed.receivedAtOnce;
  // Assumes that batches are looked up one after the other, which is an upper bound.
  const ms = durationMs(usage, at, assumed) / LOOKED_UP + calls * assumed.queueCallMs;
  const usdEach =
    (1 + calls) * PRICES.message.usd +
    (usage.readUnits / LOOKED_UP) * PRICES.readUnit.usd +
    (ms / 1000) * (at.memoryMb / 1024) * PRICES.lambdaGbSecond.usd;
  return {
    service: 'SQS',
    item: 'reconciliation',
    usd: usdEach * MILLION,
    per: 'million',
    of: `queued and looked up, received ${assumed.receivedAtOnce} at once`,
  };
}

function standingLines(measured: Measured, deployed: Deployed, load: Load, assumed: Assumed): Line[] {
  const line = (service: string, item: string, usd: number, of: string): Line => ({
    service,
    item,
    usd,
    per: 'month',
    of,
  });
  const larger = Math.max(1, load.products / measured.products);
  const upkeep = deployed.schedules.map(({ path, everyMinutes }) => {
    const task = BY_PATH[path];
    // The events' own line covers their part.
    const usage = path === RECONCILE ? noUsage() : task && measured.upkeep[task];
    const at = deployed.functions[path];
    if (!usage || at === undefined) throw new Error(`nobody has measured what ${path} takes`);
    const runs = (HOURS_A_MONTH * 60) / everyMinutes;
    // The part that grows with the catalog is not separated, so with many products this is an upper bound.
    const ms =
      path === RECONCILE
        ? EMPTY_RECEIVE_MS
        : durationMs(usage, at, assumed) * Math.min(larger, 1 + larger / 40);
    return {
      calls: runs,
      lambda:
        runs * (PRICES.lambdaRequest.usd + (ms / 1000) * (at.memoryMb / 1024) * PRICES.lambdaGbSecond.usd),
      units:
        runs * (usage.readUnits * larger * PRICES.readUnit.usd + usage.writeUnits * PRICES.writeUnit.usd),
    };
  });
  const sum = (of: (each: (typeof upkeep)[number]) => number) =>
    upkeep.reduce((total, each) => total + of(each), 0);
  const drains = deployed.schedules.filter(({ path }) => path === RECONCILE);
  const looks =
    deployed.readers.length * assumed.looksAMinute * 60 * HOURS_A_MONTH +
    drains.reduce((all, { everyMinutes }) => all + (LANES * HOURS_A_MONTH * 60) / everyMinutes, 0);
  const { alarmMetrics, compositeAlarms, dashboards, encryptionKeys } = deployed;
  return [
    line(
      'Schedules',
      'calls',
      sum(({ calls }) => calls) * PRICES.scheduledCall.usd,
      `${upkeep.length} schedules`,
    ),
    line(
      'Schedules',
      'functions',
      sum(({ lambda }) => lambda),
      'called functions',
    ),
    line(
      'Schedules',
      'reads of tables',
      sum(({ units }) => units),
      `${load.products} products, mostly read every minute`,
    ),
    line(
      'SQS',
      'looks into empty queues',
      looks * PRICES.message.usd,
      `by Lambda for ${deployed.readers.length} functions, and at the end of each drain`,
    ),
    line(
      'CloudWatch',
      'metrics',
      measured.metrics.length * PRICES.metricMonth.usd,
      `${measured.metrics.length} emitted in this run`,
    ),
    line(
      'CloudWatch',
      'alarms',
      alarmMetrics * PRICES.alarmMonth.usd + compositeAlarms * PRICES.compositeAlarmMonth.usd,
      `${alarmMetrics} metrics${compositeAlarms > 0 ? `, ${compositeAlarms} composite` : ''}`,
    ),
    line('CloudWatch', 'dashboards', dashboards * PRICES.dashboardMonth.usd, `${dashboards}`),
    line('KMS', 'keys', encryptionKeys * PRICES.keyMonth.usd, `${encryptionKeys}`),
  ];
}

/** The fixed monthly cost of instances. */
export const instanceLines = ({ instances }: Deployed): Line[] =>
  instances.map(({ what, type, count }) => {
    const hour = INSTANCE_HOURS[type];
    if (hour === undefined) throw new Error(`nobody has said what ${type} costs`);
    return {
      service: what,
      item: `${count} ${type}`,
      usd: count * hour.usd * HOURS_A_MONTH,
      per: 'month',
      of: `$${hour.usd} an hour${/^\d/.test(hour.readAt) ? '' : `; ${hour.readAt}`}`,
    };
  });

/** Milliseconds of a call: its computing at its memory's share of a core, and its waits. */
function durationMs(usage: Usage, { memoryMb }: DeployedFunction, { waitMs, wholeCoreMb }: Assumed): number {
  const { computeMs, invocations, waits } = usage;
  const waited = Object.entries(waitMs).reduce(
    (sum, [service, ms]) => sum + ms * waits[service as Service],
    0,
  );
  return (computeMs * Math.max(1, wholeCoreMb / memoryMb) + waited) / invocations + 0.5;
}

/** Bytes of the execution log for one event. At level ERROR, a successful event writes nothing. */
function traceBytes({ events, express }: Measured, { trace }: Deployed): number {
  if (trace.level !== 'ALL') return 0;
  return (trace.executionData ? express.bytes : express.bytesWithoutData) / events;
}

/** The share of executions that X-Ray samples if they are spread evenly over the month. */
function sampledShare({ sampling }: Deployed, { events }: Load): number {
  const aSecond = events / (HOURS_A_MONTH * 3600);
  const sampled = Math.min(aSecond, sampling.aSecond);
  return (sampled + (aSecond - sampled) * sampling.share) / aSecond;
}

/** Dollars for each million events, including their share of the fixed monthly cost. */
export function allIn(
  lines: readonly Line[],
  { events }: Load,
): { million: number; month: number; all: number } {
  const of = (per: Line['per']) => lines.reduce((sum, line) => (line.per === per ? sum + line.usd : sum), 0);
  const [million, month] = [of('million'), of('month')];
  return { million, month, all: million + month / (events / MILLION) };
}
