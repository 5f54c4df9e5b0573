import {
  type CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Span } from './ledger.ts';

/** What executions have written of themselves. */
export interface ExecutionLog {
  /** The records of these executions, in no order, some maybe twice or missing; the span holds all of their run. */
  read(executionArns: string[], span: Span & Nearby): Promise<unknown[]>;
}

/** Where in a span it is best to look first. */
export interface Nearby {
  near?: string;
}

export interface InsightsNeed {
  client: CloudWatchLogsClient;
  logGroup: string;
  sleep: (ms: number) => Promise<unknown>;
  /** Milliseconds that only ever rise. */
  now: () => number;
}

/** The log was asked and gave no answer, or not in time. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}

/** A query text may hold 10,000 characters; an ARN has some 170. */
const ARNS_A_QUERY = 25;
/** The most that Logs Insights answers. */
const MOST_RECORDS = 10_000;
const ASK_EVERY_MS = 500;
const GIVE_UP_AFTER_MS = 60_000;

/**
 * The log group of an Express state machine, read by Logs Insights: it reads groups of either class, where FilterLogEvents
 * reads only those of the Standard class.
 */
export function insightsLog(need: InsightsNeed): ExecutionLog {
  return {
    async read(executionArns, span) {
      const messages: string[] = [];
      for (let at = 0; at < executionArns.length; at += ARNS_A_QUERY)
        messages.push(...(await query(need, queryFor(executionArns.slice(at, at + ARNS_A_QUERY)), span)));
      return messages.flatMap(recordIn);
    },
  };
}

// By its text: a field of JSON is only found by its name as long as the line has less than 200 of them.
function queryFor(arns: string[]): string {
  const odd = arns.find((arn) => !/^[\w:./-]+$/.test(arn));
  if (odd !== undefined) throw new Error(`${odd} is not the ARN of an execution`);
  const any = arns.map((arn) => `@message like "${arn}"`).join(' or ');
  return `fields @message | filter ${any} | limit ${MOST_RECORDS}`;
}

async function query(
  { client, logGroup, sleep, now }: InsightsNeed,
  queryString: string,
  { since, until }: Span,
): Promise<string[]> {
  const { queryId } = await client.send(
    new StartQueryCommand({
      logGroupName: logGroup,
      queryString,
      startTime: Math.floor(Date.parse(since) / 1000),
      endTime: Math.ceil(Date.parse(until) / 1000),
    }),
  );
  const began = now();
  for (;;) {
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete')
      return results.flatMap((row) =>
        row.flatMap(({ field, value }) => (field === '@message' ? (value ?? []) : [])),
      );
    if (status !== 'Scheduled' && status !== 'Running')
      throw new LogUnavailable(`the query of ${logGroup} ended ${status ?? 'without a status'}`);
    if (now() - began >= GIVE_UP_AFTER_MS) {
      // It would be paid for to its end.
      await client.send(new StopQueryCommand({ queryId })).catch(() => {});
      throw new LogUnavailable(`the query of ${logGroup} has no answer after ${GIVE_UP_AFTER_MS / 1000} s`);
    }
    await sleep(ASK_EVERY_MS);
  }
}

// A line that was cut is no record; the trace shows the gap.
function recordIn(message: string): unknown[] {
  try {
    return [JSON.parse(message)];
  } catch {
    return [];
  }
}
