import type { EngineClock } from './clock.ts';
import type { Payload } from './payload.ts';

/** One line as an Express state machine writes it to CloudWatch Logs at level ALL, with execution data. */
export interface ExpressLogRecord {
  /** Counts up from "1" within the execution. */
  id: string;
  /** The type of the history event, e.g. `TaskStateEntered`. */
  type: string;
  /** The fields of that history event; inputs and outputs are JSON text. */
  details: Record<string, unknown>;
  /** The id of the event that led to this one; "0" for the first event and the first state. */
  previous_event_id: string;
  /** Milliseconds since the epoch. */
  event_timestamp: string;
  execution_arn: string;
}

/** Writes one record and answers its id. */
export type LogWriter = (type: string, details: Record<string, unknown>) => number;

/** The most bytes of escaped JSON text that CloudWatch Logs takes of one input or output: 248 KB. */
const LOG_LIMIT = 253_952;

/** Makes the writer of one execution's records. */
export function logWriter(
  executionArn: string,
  on: { clock: EngineClock; log: (record: ExpressLogRecord) => void },
): LogWriter {
  let id = 0;
  return (type, details) => {
    id += 1;
    on.log({
      id: String(id),
      type,
      details,
      previous_event_id: String(id === 2 ? 0 : id - 1),
      event_timestamp: String(on.clock.now()),
      execution_arn: executionArn,
    });
    return id;
  };
}

/** The `input` of a record. */
export function inputDetails({ text }: Payload) {
  const input = truncate(text);
  return { input, inputDetails: { truncated: input !== text } };
}

/** The `output` of a record. */
export function outputDetails({ text }: Payload) {
  const output = truncate(text);
  return { output, outputDetails: { truncated: output !== text } };
}

/** The variables that a state assigned; nothing if it assigned none. */
export function assignedDetails(assigned: ReadonlyMap<string, Payload>) {
  if (assigned.size === 0) return {};
  let truncated = false;
  const assignedVariables: Record<string, string> = {};
  for (const [name, { text }] of assigned) {
    const kept = truncate(text);
    truncated ||= kept !== text;
    assignedVariables[name] = kept;
  }
  return { assignedVariables, assignedVariablesDetails: { truncated } };
}

/** Cuts a text to the limit, which counts the text as the log line holds it: escaped once more, without its quotes. */
function truncate(text: string): string {
  // Escaping makes at most six bytes of one UTF-16 unit (\u001f), so most texts need no counting.
  if (text.length * 6 <= LOG_LIMIT || escapedBytes(text) <= LOG_LIMIT) return text;
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (escapedBytes(wholeCharacters(text, middle)) <= LOG_LIMIT) fits = middle;
    else tooLong = middle;
  }
  return wholeCharacters(text, fits);
}

/** The first `length` UTF-16 units of a text, or one less rather than half a character. */
function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}

function escapedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
