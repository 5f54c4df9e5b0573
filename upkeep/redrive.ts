import * as z from 'zod';
import type { Sleep } from '../adapters/clock.ts';
import type { Executions } from '../adapters/executions.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { Letter, LetterQueue } from '../adapters/letter-queue.ts';
import type { Orders } from '../adapters/orders.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { leaveOut } from '../adapters/stored-item.ts';
import type { Preview } from '../domain/decision/preview.ts';
import { parseEvent } from '../domain/events/envelope.ts';
import type { PriceEvent } from '../domain/events/price-event.ts';
import type { LedgerRow } from '../domain/record/ledger.ts';
import type { RedrivenLetter } from '../domain/record/upkeep-lines.ts';
import type { UnreadableItem } from '../domain/values/errors.ts';
import { parseJson } from '../domain/values/nesting.ts';
import { asError } from '../domain/values/thrown.ts';
import { redriveId } from '../tasks/redrive-id.ts';
import { overtakenOrders } from './price-order.ts';

export interface Redriver {
  queue: LetterQueue;
  ledger: Pick<Ledger, 'read' | 'readMany' | 'noteRedriven'>;
  priceStates: Pick<PriceStates, 'readPrices'>;
  orders: Pick<Orders, 'readMany'>;
  executions: Executions;
  /** The result if the event were judged now; used in a dry run. */
  preview(event: PriceEvent): Promise<Preview>;
  sleep: Sleep;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
}

export interface RedriveOrder {
  /** Selects letters; the others are returned to the queue. */
  wants: (letter: ReadLetter) => boolean;
  /** Only reports what it would do. */
  dryRun: boolean;
  /** Maximum events to start in a second. */
  rate: number;
}

/** A letter with its parsed body. */
export interface ReadLetter {
  letter: Letter;
  eventId?: string;
  /** The name of the error that caused it. */
  error?: string;
  /** The letter's event, or why it can't be started again. */
  content: { envelope: Record<string, unknown>; event: PriceEvent } | { problem: string };
}

/** Nobody else gets the letters meanwhile; if this process dies, they are back after this time. */
const HOLD_SECONDS = 600;
const ROW_LOOKS = 100;
const ROW_LOOK_MS = 100;
/** Maximum input of an execution in Step Functions. */
const LARGEST_INPUT = 262_144;

/**
 * Starts the events of a queue again. The new id derives from the old one, so a repeated or concurrent redrive starts the
 * same event, and the ledger prevents a second decision. The old row is updated first, and a letter is removed only when the
 * new row exists.
 */
export async function* redrive(deps: Redriver, order: RedriveOrder): AsyncGenerator<RedrivenLetter> {
  const held: Letter[] = [];
  const seen = new Set<string>();
  const startedHere = new Set<string | undefined>();
  try {
    for (;;) {
      const taken = await deps.queue.take(HOLD_SECONDS);
      if (taken.length === 0) return;
      const started = deps.now();
      const fresh = taken.filter(({ messageId }) => !seen.has(messageId));
      for (const { messageId } of taken) seen.add(messageId);
      const wanted = fresh.map(readLetter).filter(order.wants);
      // A letter that this run has started and that came back must not be started endlessly.
      const [again, first] = divide(wanted, ({ eventId }) => startedHere.has(eventId));
      const results = [...again.map(deadAgain), ...(await redriveSome(deps, first, order))];
      for (const { status, redrivenAs } of results) if (status === 'redriven') startedHere.add(redrivenAs);
      const gone = new Set(results.filter(isDone).map(({ messageId }) => messageId));
      held.push(...taken.filter(({ messageId }) => !gone.has(messageId)));
      yield* results;
      const starts = results.filter(({ status }) => status === 'redriven').length;
      await deps.sleep(Math.max(0, (starts / order.rate) * 1000 - (deps.now() - started)));
    }
  } finally {
    await deps.queue.release(held);
  }
}

function divide<Item>(items: Item[], by: (item: Item) => boolean): [yes: Item[], no: Item[]] {
  return [items.filter(by), items.filter((item) => !by(item))];
}

const deadAgain = ({
  letter,
  eventId = '',
  error = 'an error without a name',
}: ReadLetter): RedrivenLetter => ({
  status: 'stays',
  messageId: letter.messageId,
  eventId,
  reason: `redriven, it was dead-lettered again: ${error}; mend what is wrong first`,
});

const isDone = ({ status }: RedrivenLetter): boolean => status === 'redriven' || status === 'cured';

const text = z.string().optional().catch(undefined);
const Body = z.object({ eventId: text, envelope: text, error: text, id: text }).catch({});

/** Reads a message of either queue: a dead letter with the event as text, or the event itself. */
export function readLetter(letter: Letter): ReadLetter {
  const body = jsonOr(letter.body);
  const { eventId, envelope, error, id } = Body.parse(body);
  const isDeadLetter = envelope !== undefined;
  const of = isDeadLetter ? eventId : id;
  const name = isDeadLetter ? error : letter.attributes['ERROR_CODE'];
  return {
    letter,
    ...(of === undefined ? {} : { eventId: of }),
    ...(name === undefined ? {} : { error: name }),
    content: contentOf(isDeadLetter ? jsonOr(envelope) : body, of),
  };
}

function contentOf(envelope: unknown, eventId: string | undefined): ReadLetter['content'] {
  if (typeof envelope !== 'object' || envelope === null)
    return { problem: 'the letter does not hold the whole event; send it again from its source' };
  const parsed = parseEvent({ ...envelope, id: eventId });
  if (!parsed.ok) return { problem: `it would be refused again: ${parsed.problem}` };
  return { envelope: envelope as Record<string, unknown>, event: parsed.event };
}

interface Plan {
  read: ReadLetter;
  result: RedrivenLetter;
  /** Set for an event that is to be started. */
  start?: { envelope: Record<string, unknown>; id: string; of?: string };
}

async function redriveSome(
  deps: Redriver,
  letters: ReadLetter[],
  order: RedriveOrder,
): Promise<RedrivenLetter[]> {
  const plans = await planAll(deps, letters);
  if (order.dryRun) return Promise.all(plans.map((plan) => wouldCome(deps, plan)));
  const fates = await Promise.all(plans.map((plan) => carryOut(deps, plan)));
  const started = fates.flatMap(({ status, redrivenAs }) =>
    status === 'redriven' && redrivenAs !== undefined ? [redrivenAs] : [],
  );
  const open = await rowsThere(deps, started);
  const results = fates.map((fate): RedrivenLetter => {
    const lost = fate.status === 'redriven' && !open.has(fate.redrivenAs ?? '');
    return lost
      ? { ...fate, status: 'stays', reason: 'it was started, but is not in the ledger yet; redrive it again' }
      : fate;
  });
  await deps.queue.remove(
    plans.flatMap(({ read }, at) => (isDone(results[at] as RedrivenLetter) ? [read.letter] : [])),
  );
  return results;
}

async function wouldCome({ preview }: Redriver, { result, start }: Plan): Promise<RedrivenLetter> {
  const told = { ...result, status: wouldBe(result.status) };
  const parsed = start && parseEvent(start.envelope);
  return parsed?.ok ? { ...told, would: await preview(parsed.event) } : told;
}

function wouldBe(status: RedrivenLetter['status']): RedrivenLetter['status'] {
  if (status === 'redriven') return 'would-redrive';
  return status === 'cured' ? 'would-be-cured' : status;
}

async function planAll(deps: Redriver, letters: ReadLetter[]): Promise<Plan[]> {
  const ids = letters.flatMap(({ eventId }) => (eventId === undefined ? [] : [eventId, redriveId(eventId)]));
  const unreadable = new Map<unknown, string>();
  const skip = ({ key, message }: UnreadableItem) =>
    unreadable.set(key['eventId'] ?? key['productId'], message);
  const known = await deps.ledger.readMany([...new Set(ids)], skip);
  const rows = new Map(known.map((row) => [row.eventId, row]));
  const overtaken = await overtakenOrders(
    deps,
    letters.flatMap(({ content }) => ('event' in content ? [content.event] : [])),
    skip,
  );
  return letters.map((read) => unreadPlan(read, unreadable) ?? planOf(read, rows, overtaken));
}

/** A letter whose row or price state is unreadable stays. */
function unreadPlan(
  { letter, eventId, content }: ReadLetter,
  unreadable: Map<unknown, string>,
): Plan | undefined {
  if (eventId === undefined) return undefined;
  const names = [eventId, redriveId(eventId), ...('event' in content ? [content.event.productId] : [])];
  const reason = names.map((name) => unreadable.get(name)).find((message) => message !== undefined);
  if (reason === undefined) return undefined;
  return {
    read: { letter, eventId, content },
    result: { messageId: letter.messageId, eventId, status: 'stays', reason },
  };
}

function planOf(
  read: ReadLetter,
  rows: Map<string, LedgerRow>,
  overtaken: ReadonlyMap<string, string>,
): Plan {
  const { letter, eventId, content } = read;
  const result = { messageId: letter.messageId, ...(eventId === undefined ? {} : { eventId }) };
  const stays = (reason: string): Plan => ({ read, result: { ...result, status: 'stays', reason } });
  if (eventId === undefined) return stays('the letter does not tell the id of its event');
  if ('problem' in content) return stays(content.problem);
  const { event, envelope } = content;
  const about = { ...result, productId: event.productId };
  const row = rows.get(eventId);
  if (row !== undefined && row.outcome === undefined)
    return stays('the event is not closed yet; it may still get its outcome');
  if (row !== undefined && row.outcome !== 'dead-lettered')
    return { read, result: { ...about, status: 'cured', reason: `it ended ${row.outcome}` } };
  const tooLate = overtaken.get(eventId);
  if (tooLate !== undefined && row !== undefined) return stays(tooLate);
  // An event without a row has no outcome to keep, so it starts under its own id, even if it can only end `held`.
  const id = row === undefined ? eventId : redriveId(eventId);
  const redriven: RedrivenLetter = { ...about, status: 'redriven', redrivenAs: id };
  if (rows.has(id)) return { read, result: redriven };
  const input = {
    ...envelope,
    id,
    ...(row === undefined ? {} : { redriveOf: eventId }),
  };
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes > LARGEST_INPUT)
    return stays(`with ${bytes} bytes it is too large to start; the workflow takes ${LARGEST_INPUT}`);
  return { read, result: redriven, start: { envelope: input, id, ...(row ? { of: eventId } : {}) } };
}

async function carryOut({ ledger, executions }: Redriver, { result, start }: Plan): Promise<RedrivenLetter> {
  if (start === undefined) return result;
  try {
    if (start.of !== undefined && !(await ledger.noteRedriven(start.of, start.id)))
      return { ...result, status: 'stays', reason: 'its row has changed meanwhile; redrive it again' };
    await executions.start(start.envelope);
    return result;
  } catch (error) {
    const { name, message } = asError(error);
    return { ...result, status: 'stays', reason: `it could not be started: ${name}: ${message}` };
  }
}

/** The events that have a row: returns when all have one, or after ten seconds. */
async function rowsThere({ ledger, sleep }: Redriver, eventIds: string[]): Promise<Set<string>> {
  for (let look = 1; ; look += 1) {
    const rows = eventIds.length === 0 ? [] : await ledger.readMany(eventIds, leaveOut);
    if (rows.length >= new Set(eventIds).size || look === ROW_LOOKS)
      return new Set(rows.map(({ eventId }) => eventId));
    await sleep(ROW_LOOK_MS);
  }
}

function jsonOr(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
