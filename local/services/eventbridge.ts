import type { Envelope } from '../../adapters/accepted-events.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from './aws.ts';
import { AwsError } from './aws-json.ts';
import { matches, readPattern } from './event-pattern.ts';

export const BUS_NAME = 'pricewire';
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/** One entry's answer, as PutEvents gives it. */
export type EntryAnswer = { EventId: string } | { ErrorCode: string; ErrorMessage: string };
export interface PutEventsAnswer {
  Entries: EntryAnswer[];
  FailedEntryCount: number;
}

interface Need {
  pattern: unknown;
  /** Takes the events that the rule matches, before the sender is told; they are accepted when it returns. */
  accept: (envelopes: Envelope[]) => Promise<void>;
  now: () => string;
  newId: () => string;
}

/** The bus `pricewire` with its one rule. Throws AwsError for a call that EventBridge refuses as a whole. */
export function eventBridge({ pattern, accept, now, newId }: Need): {
  putEvents(input: unknown): Promise<PutEventsAnswer>;
} {
  const rule = readPattern(pattern);
  return {
    async putEvents(input) {
      const entries = readEntries(input);
      const read = entries.map((entry) => readEntry(entry, now, newId));
      const matched = read.flatMap(({ envelope }) => (envelope && matches(rule, envelope) ? [envelope] : []));
      if (matched.length > 0) await accept(matched);
      const Entries = read.map(({ answer }) => answer);
      return { Entries, FailedEntryCount: Entries.filter((answer) => 'ErrorCode' in answer).length };
    },
  };
}

function readEntries(input: unknown): Record<string, unknown>[] {
  const entries = (input as { Entries?: unknown } | null)?.Entries;
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > MAX_ENTRIES) {
    throw new AwsError('ValidationException', `Entries must hold 1 to ${MAX_ENTRIES} entries`);
  }
  if (entries.reduce<number>((total, entry) => total + sizeOf(entry), 0) > MAX_BYTES) {
    throw new AwsError(
      'ValidationException',
      `Total size of the entries in the request is over the limit of ${MAX_BYTES} bytes`,
    );
  }
  return entries.map((entry) =>
    typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {},
  );
}

// As EventBridge counts: the UTF-8 bytes of the texts, and 14 for a time.
function sizeOf(entry: unknown): number {
  const { Source, DetailType, Detail, Resources, Time } = (entry ?? {}) as Record<string, unknown>;
  const texts = [Source, DetailType, Detail, ...(Array.isArray(Resources) ? Resources : [])].filter(
    (text) => typeof text === 'string',
  );
  return texts.reduce((total, text) => total + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

function readEntry(
  entry: Record<string, unknown>,
  now: () => string,
  newId: () => string,
): { answer: EntryAnswer; envelope?: Envelope } {
  const { Source, DetailType, Detail, EventBusName = 'default', Resources = [] } = entry;
  if (nameOf(EventBusName) !== BUS_NAME) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Event bus ${String(EventBusName)} does not exist; this stack has ${BUS_NAME}.`,
    );
  }
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (typeof value !== 'string' || value === '')
      return refused(
        'InvalidArgument',
        `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      );
  }
  const detail = readDetail(String(Detail));
  if (detail === undefined) return refused('MalformedDetail', 'Detail is malformed.');
  const time = timeOf(entry['Time'], now);
  if (time === undefined) return refused('InvalidArgument', 'Parameter Time is not valid.');
  const envelope = {
    version: '0',
    id: newId(),
    'detail-type': String(DetailType),
    source: String(Source),
    account: LOCAL_ACCOUNT,
    time,
    region: LOCAL_AWS.region,
    resources: Resources,
    detail,
  };
  return { answer: { EventId: envelope.id }, envelope };
}

const refused = (ErrorCode: string, ErrorMessage: string) => ({ answer: { ErrorCode, ErrorMessage } });

const nameOf = (bus: unknown): string => String(bus).split('/').at(-1) ?? '';

function readDetail(text: string): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail)
      ? (detail as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

// The wire has seconds since the epoch. Without a time of the sender's it is that of acceptance, here to the millisecond.
function timeOf(time: unknown, now: () => string): string | undefined {
  if (time === undefined || time === null) return now();
  const date = new Date(typeof time === 'number' ? time * 1000 : String(time));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
