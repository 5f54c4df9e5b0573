import type { EngineClock } from './clock.ts';
import type { Payload } from './payload.ts';

/** One line of an Express state machine in CloudWatch Logs at level ALL, with execution data. */
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

/** Writes one record and returns its id. Calls `details` only if there is a log. */
export type LogWriter = (type: string, details: () => Record<string, unknown>) => number;

/** Maximum bytes of escaped JSON text for one input or output in CloudWatch Logs: 248 KB. */
const LOG_LIMIT = 253_952;

/** The log writer of one execution. Without `log` it only counts, because errors contain record ids. */
export function logWriter(
  executionArn: string,
  { clock, log }: { clock: EngineClock; log?: ((record: ExpressLogRecord) => void) | undefined },
): LogWriter {
  let id = 0;
  return (type, details) => {
    id += 1;
    log?.({
      id: String(id),
      type,
      details: details(),
      previous_event_id: String(id === 2 ? 0 : id - 1),
      event_timestamp: String(clock.now()),
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

/** The variables that a state assigned; empty if none. */
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

/** Cuts a text to the limit. It counts as in the log line: escaped once more, without quotes. */
function truncate(text: string): string {
  // Escaping creates at most six bytes from one UTF-16 unit (\u001f), so most texts need no counting.
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

/** The first `length` UTF-16 units of a text, one less if that would split a character. */
function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}

function escapedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
