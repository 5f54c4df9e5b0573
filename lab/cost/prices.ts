/** A list price in US dollars, its source and the time it was read. */
export interface Price {
  usd: number;
  per: string;
  source: string;
  /** When the source was last read, or its stored copy was made. */
  readAt: string;
}

const price = (usd: number, per: string, source: string, readAt = '2026-06'): Price => ({
  usd,
  per,
  source,
  readAt,
});

const AWS = 'https://aws.amazon.com';
const LOGS = `${AWS}/cloudwatch/pricing/`;
const DYNAMODB = `${AWS}/dynamodb/pricing/on-demand/`;
const STEP_FUNCTIONS = `${AWS}/step-functions/pricing/`;
const LAMBDA = `${AWS}/lambda/pricing/`;
const EVENTBRIDGE = `${AWS}/eventbridge/pricing/`;

/** List prices of us-east-1, first tier, without free tiers, discounts or taxes. Other regions cost up to 50% more. */
export const PRICES = {
  busEvent: price(1 / 1e6, 'custom event of up to 64 KB', EVENTBRIDGE),
  archivedGb: price(0.1, 'GB archived', EVENTBRIDGE),
  archiveGbMonth: price(0.023, 'GB-month in an archive', EVENTBRIDGE),
  scheduledCall: price(1 / 1e6, 'call by a schedule', EVENTBRIDGE),
  expressRequest: price(1 / 1e6, 'execution', STEP_FUNCTIONS),
  expressGbHour: price(0.06, 'GB-hour, in steps of 64 MB and 100 ms', STEP_FUNCTIONS),
  lambdaRequest: price(0.2 / 1e6, 'call', LAMBDA),
  lambdaGbSecond: price(0.0000133334, 'GB-second on arm64, in steps of 1 ms', LAMBDA),
  writeUnit: price(0.625 / 1e6, 'write request unit', DYNAMODB),
  readUnit: price(0.125 / 1e6, 'read request unit', DYNAMODB),
  tableGbMonth: price(0.25, 'GB-month in a table', DYNAMODB),
  pitrGbMonth: price(0.2, 'GB-month of point-in-time recovery', DYNAMODB),
  writeCapacityHour: price(0.00065, 'provisioned write unit an hour', `${AWS}/dynamodb/pricing/provisioned/`),
  readCapacityHour: price(0.00013, 'provisioned read unit an hour', `${AWS}/dynamodb/pricing/provisioned/`),
  standardLogGb: price(0.5, 'GB taken, log class Standard', LOGS),
  infrequentLogGb: price(0.25, 'GB taken, log class Infrequent Access', LOGS),
  logGbMonth: price(0.03, 'GB-month of stored logs, compressed', LOGS),
  metricMonth: price(0.3, 'custom metric a month', LOGS),
  alarmMonth: price(0.1, 'metric of an alarm a month', LOGS),
  compositeAlarmMonth: price(0.5, 'composite alarm a month', LOGS),
  dashboardMonth: price(3, 'dashboard a month', LOGS),
  trace: price(5 / 1e6, 'trace recorded', `${AWS}/xray/pricing/`),
  message: price(0.4 / 1e6, 'request of a queue', `${AWS}/sqs/pricing/`),
  keyMonth: price(1, 'customer managed key a month', `${AWS}/kms/pricing/`),
} as const satisfies Record<string, Price>;

const SAGEMAKER = `${AWS}/sagemaker/ai/pricing/`;
const ELASTICACHE = `${AWS}/elasticache/pricing/`;
const FROM_MEMORY = 'not verified: compare with the page';

/** Dollars an hour by instance type. Unconfirmed prices are marked. */
export const INSTANCE_HOURS: Readonly<Record<string, Price>> = {
  'ml.c6i.large': price(0.102, 'hour', SAGEMAKER, FROM_MEMORY),
  'cache.t4g.micro': price(0.0128, 'hour, Valkey', ELASTICACHE, FROM_MEMORY),
  'cache.m7g.large': price(0.1264, 'hour, Valkey', ELASTICACHE, FROM_MEMORY),
};

export const HOURS_A_MONTH = 730;
/** The bytes of a billed GB. */
export const GB = 2 ** 30;
