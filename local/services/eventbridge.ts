import type { Envelope } from '../../adapters/accepted-events.ts';
import { EVENT_KINDS } from '../../domain/events/index.ts';
import { OWN_SOURCE } from '../../domain/events/kind.ts';
import { JSON_LEVELS, parseJson } from '../../domain/values/nesting.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from './aws.ts';
import { AwsError } from './aws-json.ts';
import { matches, readPattern } from './event-pattern.ts';

export const BUS_NAME = 'pricewire';
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;
// Less than readers of JSON accept elsewhere, because envelope and dead letter add levels.
const DETAIL_LEVELS = JSON_LEVELS - 100;

/** Result of one entry of PutEvents. */
type EntryAnswer = { EventId: string } | { ErrorCode: string; ErrorMessage: string };
export interface PutEventsAnswer {
  Entries: EntryAnswer[];
  FailedEntryCount: number;
}

interface ReadEntry {
  answer: EntryAnswer;
  envelope?: Envelope;
}

interface Deps {
  pattern: unknown;
  /** Receives entries of other senders with our own source, before the sender gets an answer. */
  refused: (entries: { source: string; detailType: string; detail: string }[]) => Promise<void>;
  /** Receives the events that match the rule, before the sender gets an answer. They are accepted when it returns. */
  accept: (envelopes: Envelope[]) => Promise<void>;
  now: () => string;
  newId: () => string;
}

/** The bus `pricewire` with its one rule. Throws AwsError if the whole call is invalid. */
export function eventBridge({ pattern, accept, refused: tell, now, newId }: Deps): {
  /** PutEvents for requests to the port. */
  putEvents(input: unknown): Promise<PutEventsAnswer>;
  /** PutEvents for the stack itself, also with our own source. No request can reach it. */
  putOwnEvents(input: unknown): Promise<PutEventsAnswer>;
} {
  const rule = readPattern(pattern);
  const put = async (read: ReadEntry[]): Promise<PutEventsAnswer> => {
    const matched = read.flatMap(({ envelope }) => (envelope && matches(rule, envelope) ? [envelope] : []));
    if (matched.length > 0) await accept(matched);
    const Entries = read.map(({ answer }) => answer);
    return { Entries, FailedEntryCount: Entries.filter((answer) => 'ErrorCode' in answer).length };
  };
  const reading = (input: unknown) => readEntries(input).map((entry) => readEntry(entry, now, newId));
  return {
    putOwnEvents: async (input) => put(reading(input)),
    async putEvents(input) {
      const read = reading(input);
      const own = read.flatMap(({ envelope }) => (envelope?.['source'] === OWN_SOURCE ? [envelope] : []));
      if (own.length > 0)
        await tell(
          own.map((each) => ({
            source: OWN_SOURCE,
            detailType: String(each['detail-type']),
            detail: JSON.stringify(each['detail']),
          })),
        );
      return put(read.map((each) => (each.envelope?.['source'] === OWN_SOURCE ? NOT_YOURS : each)));
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
  if (!entries.every((entry) => typeof entry === 'object' && entry !== null && !Array.isArray(entry)))
    throw new AwsError('SerializationException', 'Each of Entries must be an object');
  return entries as Record<string, unknown>[];
}

// As EventBridge counts: UTF-8 bytes of the strings, and 14 for a time.
function sizeOf(entry: unknown): number {
  const { Source, DetailType, Detail, Resources, Time } = (entry ?? {}) as Record<string, unknown>;
  const texts = [Source, DetailType, Detail, ...(Array.isArray(Resources) ? Resources : [])].filter(
    (text) => typeof text === 'string',
  );
  return texts.reduce((total, text) => total + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

function readEntry(entry: Record<string, unknown>, now: () => string, newId: () => string): ReadEntry {
  const { Source, DetailType, Detail, EventBusName = 'default', Resources = [] } = entry;
  for (const [name, value] of Object.entries({ Source, DetailType, Detail, EventBusName })) {
    if (typeof value !== 'string' || value === '')
      return refused(
        'InvalidArgument',
        `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      );
  }
  if (nameOf(EventBusName) !== BUS_NAME)
    return refused(
      'ResourceNotFoundException',
      `There is no event bus ${EventBusName}; this stack has ${BUS_NAME}. EventBridge would answer success and drop the event.`,
    );
  if (String(Source).startsWith('aws.'))
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (!Array.isArray(Resources) || !Resources.every((each) => typeof each === 'string'))
    return refused(
      'InvalidArgument',
      'Parameter Resources is not valid. Reason: it must be a list of texts.',
    );
  const detail = readDetail(String(Detail));
  if (typeof detail === 'string') return refused('MalformedDetail', `Detail is malformed: ${detail}.`);
  const time = timeOf(entry['Time'], now);
  if (time === undefined) return refused('InvalidArgument', 'Parameter Time is not valid.');
  const envelope = {
    version: '0',
    id: newId(),
    'detail-type': String(DetailType),
    source: String(Source),
    account: LOCAL_ACCOUNT,
    time,
    acceptedAt: now(),
    region: LOCAL_AWS.region,
    resources: Resources,
    detail,
  };
  return { answer: { EventId: envelope.id }, envelope };
}

const NOT_YOURS: ReadEntry = refused(
  'NotAuthorizedForSourceException',
  `Source ${OWN_SOURCE} is reserved for the stack: use the command line or the console for orders of people; an inventory system sends source ${EVENT_KINDS.inventory.source}.`,
);

function refused(ErrorCode: string, ErrorMessage: string): ReadEntry {
  return { answer: { ErrorCode, ErrorMessage } };
}
// A bus may be named by its ARN.
const nameOf = (bus: unknown): string => String(bus).split('/').at(-1) ?? '';

/** The parsed detail, or the text of the error. */
function readDetail(text: string): Record<string, unknown> | string {
  try {
    const detail = parseJson(text, DETAIL_LEVELS);
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail)
      ? (detail as Record<string, unknown>)
      : 'it is not a JSON object';
  } catch (error) {
    return (error as SyntaxError).message;
  }
}

// The protocol has seconds since the epoch. An event without a time gets the time of acceptance, here in milliseconds.
function timeOf(time: unknown, now: () => string): string | undefined {
  if (time === undefined || time === null) return now();
  if (typeof time !== 'number' && typeof time !== 'string') return undefined;
  const date = new Date(typeof time === 'number' ? time * 1000 : time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
