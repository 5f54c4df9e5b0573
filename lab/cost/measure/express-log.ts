import type { ExpressLogRecord } from '../../../local/engine/index.ts';

/** Bytes that CloudWatch Logs adds to the text of each event. */
export const LOG_EVENT_OVERHEAD = 26;

const HEADERS = {
  'X-Amz-Executed-Version': ['12'],
  'x-amzn-Remapped-Content-Length': ['0'],
  Connection: ['keep-alive'],
  'x-amzn-RequestId': ['8d9f6c1e-0b1f-4f7e-9c0a-3a2b1c0d9e8f'],
  'Content-Length': ['1234'],
  Date: ['Wed, 25 Nov 2026 12:00:00 GMT'],
  'X-Amzn-Trace-Id': [
    'root=1-5f84c7a9-1d2e3f4a5b6c7d8e9f0a1b2c;parent=1a2b3c4d5e6f7a8b;sampled=0;lineage=1:1a2b3c4d:0',
  ],
  'Content-Type': ['application/json'],
};
const plain = (headers: Record<string, string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, [value = '']]) => [name, value]));

/** Fields that AWS adds to the answer of an integration, here of a Lambda function's call. */
const METADATA = {
  SdkHttpMetadata: { AllHttpHeaders: HEADERS, HttpHeaders: plain(HEADERS), HttpStatusCode: 200 },
  SdkResponseMetadata: { RequestId: '8d9f6c1e-0b1f-4f7e-9c0a-3a2b1c0d9e8f' },
};

// The size inside a JSON text in JSON, without the two braces.
const METADATA_BYTES = Buffer.byteLength(JSON.stringify(`,${JSON.stringify(METADATA).slice(1, -1)}`)) - 2;

/** Whether the record contains the result of an integration, to which AWS adds its metadata. */
const isResult = ({ type }: ExpressLogRecord): boolean => type === 'TaskSucceeded';

/** The bytes that CloudWatch Logs counts for a record of Express on AWS. */
export const expressLogBytes = (record: ExpressLogRecord): number =>
  Buffer.byteLength(JSON.stringify(record)) + LOG_EVENT_OVERHEAD + (isResult(record) ? METADATA_BYTES : 0);

/** The bytes of the same record in a log without execution data: no inputs, outputs, parameters and variables. */
export function bytesWithoutData(record: ExpressLogRecord): number {
  const { input, inputDetails, output, outputDetails, parameters, assignedVariables, ...details } =
    record.details as Record<string, unknown>;
  const { assignedVariablesDetails: _, ...rest } = details;
  return Buffer.byteLength(JSON.stringify({ ...record, details: rest })) + LOG_EVENT_OVERHEAD;
}
