import type { Ledger } from '../../adapters/ledger.ts';
import { MOST_EXECUTIONS } from '../../domain/record/ledger.ts';

interface NoteTrace {
  Key: { eventId: { S: string } };
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames: { '#part': string };
  ExpressionAttributeValues: { ':part': { S: string }; ':execution': { S: string } };
}

/** The update that the workflow makes without a task: it adds the trace of an execution to its event's row. */
export async function noteTraceAsTold(ledger: Ledger, args: unknown): Promise<Record<string, never>> {
  const update = args as NoteTrace;
  const { '#part': key } = update.ExpressionAttributeNames;
  const [execution = '', from] = key.split('#');
  if (update.UpdateExpression !== 'SET traces.#part = if_not_exists(traces.#part, :part)')
    throw new Error(`an update that is not known here: ${update.UpdateExpression}`);
  if (update.ConditionExpression !== 'size(traces) < :most AND contains(executions, :execution)')
    throw new Error(`a condition that is not known here: ${update.ConditionExpression}`);
  const named = (await ledger.read(update.Key.eventId.S))?.executions.slice(0, MOST_EXECUTIONS) ?? [];
  if (!named.includes(update.ExpressionAttributeValues[':execution'].S))
    throw Object.assign(new Error('the row does not name the execution'), {
      name: 'ConditionalCheckFailedException',
    });
  const entries = JSON.parse(update.ExpressionAttributeValues[':part'].S);
  await ledger.noteTrace(update.Key.eventId.S, { execution, from: Number(from), entries });
  return {};
}
