import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Letter } from '../../adapters/letter-queue.ts';
import { addressOf, parseEvent } from '../../domain/events/envelope.ts';
import { isOrdered, type PriceEvent } from '../../domain/events/price-event.ts';
import type { LedgerRow } from '../../domain/record/ledger.ts';
import { parseJson } from '../../domain/values/nesting.ts';
import { readLetter } from '../../upkeep/redrive.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiProblem, notFound } from '../problem.ts';
import type { QueueName } from '../routes/dead-letters.ts';

type Deps = Pick<
  ApiDeps,
  'letters' | 'inspect' | 'ledger' | 'priceStates' | 'executions' | 'redriving' | 'clock'
>;

/** Added to an edited event: the order with the person, reason and time of the edit. */
export interface Edit {
  orderId: string;
}

/** An edited event that can be started instead of the one in a letter. */
export interface EditedPlan {
  /** The event of the letter, and the id of the edited one. */
  of: string;
  id: string;
  event: PriceEvent;
  envelope: Record<string, unknown>;
  queue: QueueName;
  messageIds: string[];
  /** Whether the event of the letter has a row, which then gets the new id. */
  hasRow: boolean;
}

const conflict = (detail: string) => new ApiProblem(409, 'Conflict', detail);

/**
 * Finds the letter by event id or message id, and makes the event with the new detail. Does not start it. Throws ApiProblem
 * if there is no such letter or the event could not be started.
 */
export async function planEdited(
  deps: Deps,
  queues: readonly QueueName[],
  id: string,
  detail: Record<string, unknown>,
  edited: Edit,
): Promise<EditedPlan> {
  const { queue, letters, eventId, source } = await lettersOf(deps, queues, id);
  const row = await deps.ledger.read(eventId);
  if (row !== undefined) refuseUnlessDead(row);
  const newId = row === undefined ? eventId : editedId(eventId, detail);
  if (row?.redrivenAs !== undefined && row.redrivenAs !== newId && (await deps.ledger.read(row.redrivenAs)))
    throw conflict(`event ${eventId} was already started again as ${row.redrivenAs}`);
  const envelope = {
    ...source,
    id: newId,
    time: row?.acceptedAt ?? source['time'] ?? deps.clock(),
    detail,
    edited,
    ...(row === undefined ? {} : { redriveOf: eventId }),
  };
  const parsed = parseEvent(envelope);
  if (!parsed.ok) throw new ApiProblem(400, 'Bad request', `it would be refused again: ${parsed.problem}`);
  if (isOrdered(parsed.event))
    throw conflict(
      `a ${parsed.event.kind} gets its price from its order, which can't be edited; give a new order`,
    );
  const messageIds = letters.map(({ messageId }) => messageId);
  return {
    of: eventId,
    id: newId,
    event: parsed.event,
    envelope,
    queue,
    messageIds,
    hasRow: row !== undefined,
  };
}

/** Starts the edited event, and removes the old letters once the new event is in the ledger. */
export async function startEdited(deps: Deps, plan: EditedPlan): Promise<void> {
  if (plan.hasRow && !(await deps.ledger.noteRedriven(plan.of, plan.id)))
    throw conflict(`the row of event ${plan.of} has changed meanwhile; look at it again`);
  await deps.executions.start(plan.envelope);
  if (!(await isThere(deps, plan.id)))
    throw new ApiProblem(
      503,
      'Unavailable',
      `${plan.id} was started, but is not in the ledger yet; try again`,
    );
  await removeLetters(deps, plan);
}

// The same edit of the same event is one event, however often it is requested.
const editedId = (eventId: string, detail: unknown): string =>
  `edited-${createHash('sha256')
    .update(JSON.stringify([eventId, detail]))
    .digest('hex')
    .slice(0, 32)}`;

function refuseUnlessDead({ eventId, outcome }: LedgerRow): void {
  if (outcome === undefined)
    throw conflict(`event ${eventId} is not closed yet; it may still get its outcome`);
  if (outcome !== 'dead-lettered') throw conflict(`event ${eventId} ended ${outcome}; redrive it as it is`);
}

async function lettersOf(deps: Deps, queues: readonly QueueName[], id: string) {
  for (const queue of queues) {
    const messages = (await deps.inspect(queue)).map((each) => readLetter({ ...each, receipt: '' }));
    const letters = messages.filter(({ letter, eventId }) => letter.messageId === id || eventId === id);
    const eventId = letters.find((each) => each.eventId !== undefined)?.eventId;
    if (letters.length === 0) continue;
    if (eventId === undefined) throw conflict('the letter does not tell the id of its event');
    const source = letters.map(({ letter }) => sourceOf(letter)).find((each) => each !== undefined);
    return { queue, eventId, letters: letters.map(({ letter }) => letter), source: source ?? INVENTORY };
  }
  throw notFound(`no message in ${queues.join(' or ')} has the id ${id}`);
}

const Kind = z.looseObject({ source: z.string(), 'detail-type': z.string() });
/** The assumed type of an event whose letter lacks it. */
const INVENTORY: Record<string, unknown> = {
  version: '0',
  ...addressOf('inventory'),
};

/** The envelope in a letter, also one that is invalid. */
function sourceOf({ body }: Pick<Letter, 'body'>): Record<string, unknown> | undefined {
  const parsed = jsonOr(body) as { envelope?: unknown } | null;
  const envelope = typeof parsed?.envelope === 'string' ? jsonOr(parsed.envelope) : parsed;
  return Kind.safeParse(envelope).data;
}

const LOOKS = 100;
const LOOK_MS = 100;

async function isThere({ ledger, redriving }: Deps, eventId: string): Promise<boolean> {
  for (let look = 1; look <= LOOKS; look += 1) {
    if ((await ledger.read(eventId)) !== undefined) return true;
    await redriving.sleep(LOOK_MS);
  }
  return false;
}

const HOLD_SECONDS = 60;

// SQS returns letters in no order. Takes letters until these are found or all were seen, then releases the others.
async function removeLetters({ letters }: Deps, { queue, messageIds }: EditedPlan): Promise<void> {
  const wanted = new Set(messageIds);
  const others = new Map<string, Letter>();
  try {
    while (wanted.size > 0) {
      const taken = await letters[queue].take(HOLD_SECONDS);
      if (taken.length === 0) return;
      const found = taken.filter(({ messageId }) => wanted.delete(messageId));
      await letters[queue].remove(found);
      const known = others.size;
      for (const letter of taken) if (!found.includes(letter)) others.set(letter.messageId, letter);
      // A batch without new letters shows that all have been seen.
      if (found.length === 0 && others.size === known) return;
    }
  } finally {
    await letters[queue].release([...others.values()]);
  }
}

function jsonOr(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
