import type { Directory } from './directory.ts';
import type { Span } from './ledger.ts';

/** Link to the log of an execution in the span: a URL of CloudWatch's console, or a local file. */
export type ExecutionLogLink = (executionArn: string, span: Span) => string;

/** The log group of a stage's executions. */
export interface StageLog {
  group: string;
  region: string;
}

/** Undefined if the log is off, or the stage's directory does not name it. */
export function linkToLogOf(
  { executionLog }: Pick<Directory, 'executionLog'>,
  region: string,
): ExecutionLogLink | undefined {
  if (executionLog === undefined || executionLog.level === 'OFF') return undefined;
  const { group } = executionLog;
  return (executionArn, span) => executionLogLink({ group, region }, executionArn, span);
}

/** Records arrive some seconds late, and an execution may start before its row is written. */
const MARGIN_MS = 60_000;

/**
 * URL of a Logs Insights query for one execution. Insights supports both log classes; the console's page for filtering a log
 * group only supports Standard.
 */
export function executionLogLink(
  { group, region }: StageLog,
  executionArn: string,
  { since, until }: Span,
): string {
  const query = `fields @timestamp, type, details.name, details.error, details.cause, @message
| filter @message like ${JSON.stringify(executionArn)}
| sort @timestamp asc
| limit 1000`;
  const detail = consoleObject({
    end: new Date(Date.parse(until) + MARGIN_MS).toISOString(),
    start: new Date(Date.parse(since) - MARGIN_MS).toISOString(),
    timeType: 'ABSOLUTE',
    tz: 'UTC',
    editorString: query,
    source: [group],
  });
  // The inner level's escape signs are kept, except `%`.
  const fragment = encoded(`?queryDetail=${encoded(detail, '%', '*')}`, '$', '*');
  return `https://${region}.${domainOf(region)}/cloudwatch/home?region=${region}#logsV2:logs-insights${fragment}`;
}

/** Strings and lists of strings in the console's format: `~(name~'text~list~(~'text))`, other characters as `*2f`. */
const consoleObject = (fields: Record<string, string | string[]>): string =>
  `~(${Object.entries(fields)
    .map(([name, value]) =>
      typeof value === 'string'
        ? `${name}~${text(value)}`
        : `${name}~(${value.map((each) => `~${text(each)}`).join('')})`,
    )
    .join('~')})`;

const text = (value: string): string => `'${encoded(value, '*')}`;

/** Every byte as the sign and hexadecimal, except letters, digits, `-`, `_`, `.` and `kept`. */
const encoded = (value: string, sign: string, kept = ''): string =>
  value.replace(/[^\w.-]/gu, (character) =>
    character === kept
      ? character
      : [...Buffer.from(character)].map((byte) => `${sign}${byte.toString(16).padStart(2, '0')}`).join(''),
  );

function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return 'console.aws.amazon.com';
}
