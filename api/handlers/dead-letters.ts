import * as z from 'zod';
import { previewEvent } from '../../upkeep/preview-event.ts';
import { type ReadLetter, redrive } from '../../upkeep/redrive.ts';
import { audit, noAudit } from '../access/audited.ts';
import { callerOf } from '../access/caller.ts';
import { groupKey, groupsOf } from '../dead-letters/groups.ts';
import { newestFirst, readDeadLetter } from '../dead-letters/read.ts';
import { planEdited, startEdited } from '../dead-letters/redrive-edited.ts';
import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';
import {
  type DEAD_LETTER_ROUTES,
  type DeadLetter,
  type DeadLetterPage,
  type LetterPageQuery,
  QueueName,
  type Redrive,
  type RedriveCounts,
  type RedrivenLetter,
} from '../routes/dead-letters.ts';
import { cursorOf, placeOf } from '../search/cursor.ts';
import type { Handlers } from '../serve.ts';

type Deps = Pick<
  ApiDeps,
  | 'catalog'
  | 'priceStates'
  | 'ledger'
  | 'orders'
  | 'executions'
  | 'letters'
  | 'inspect'
  | 'redriving'
  | 'clock'
  | 'newId'
  | 'audit'
>;

const Place = z.strictObject({ at: z.string(), id: z.string() });

/** Reads the queues without removing letters, and redrives. */
export const deadLetterHandlers = (deps: Deps): Handlers<typeof DEAD_LETTER_ROUTES> => ({
  'GET /dead-letters': ({ query }) => pageOf(deps, query),
  'GET /dead-letters/groups': async ({ query: { queue } }) => {
    const letters = await lettersIn(deps, ...(queue ? [queue] : QueueName.options));
    return { groups: groupsOf(letters), total: letters.length };
  },
  'POST /dead-letters/redrive': async ({ c, body }) => {
    const { queue, ids, rate: _, ...details } = body;
    // The audit entry has room for 500 ids.
    const named = ids && { ids: ids.slice(0, 500), letters: ids.length };
    await audit(c, deps, { subject: { kind: 'queue', id: queue }, details: { ...details, ...named } });
    return redriving(deps, body);
  },
  'GET /dead-letters/:id': async ({ c, params: { id } }) => {
    const letters = await lettersIn(deps, ...QueueName.options);
    // One event may have several letters, because SQS delivers at least once.
    const messages = letters.filter(({ eventId, messageId }) => eventId === id || messageId === id);
    const [first] = messages;
    if (first === undefined)
      throw notFound(`no message in ${QueueName.options.join(' or ')} has the id ${id}`);
    const { eventId, productId } = first;
    if (eventId === undefined && productId === undefined) noAudit(c);
    else
      await audit(c, deps, {
        subject: { kind: 'event', id: eventId ?? id },
        ...(productId === undefined ? {} : { productId }),
        details: {},
      });
    return { messages };
  },
  'POST /dead-letters/:id/redrive-edited': async ({ c, params, body: { detail, why, dryRun } }) => {
    const orderId = deps.newId();
    const plan = await planEdited(deps, QueueName.options, params.id, detail, { orderId });
    const { productId } = plan.event;
    const { day, seq } = await audit(c, deps, {
      subject: { kind: 'event', id: plan.of },
      productId,
      details: { redrivenAs: plan.id, orderId, detail, why, dryRun },
    });
    if (dryRun) return { redrivenAs: plan.id, would: await previewEvent(deps)(plan.event) };
    const given = { by: callerOf(c).id, why, givenAt: deps.clock(), audit: { day, seq } };
    await deps.orders.put({ kind: 'edit', orderId, productId, ofEventId: plan.of, ...given });
    await startEdited(deps, plan);
    return { redrivenAs: plan.id };
  },
});

async function pageOf(deps: Deps, { queue, group, limit, cursor }: LetterPageQuery): Promise<DeadLetterPage> {
  const after = cursor === undefined ? undefined : placeOf(cursor, Place);
  const place = after && { deadLetteredAt: after.at, messageId: after.id };
  const wanted = (await lettersIn(deps, queue)).filter(
    (letter) =>
      (group === undefined || groupKey(letter) === group) &&
      (place === undefined || newestFirst(place, letter) < 0),
  );
  const messages = wanted.slice(0, limit);
  const last = messages.at(-1);
  const more = wanted.length > limit && last !== undefined;
  return {
    messages,
    ...(more ? { next: cursorOf({ at: last.deadLetteredAt ?? '', id: last.messageId }) } : {}),
  };
}

async function* redriving(
  deps: Deps,
  { queue, dryRun, rate, ...wanted }: Redrive,
): AsyncGenerator<{ letter: RedrivenLetter }, RedriveCounts> {
  const counts: RedriveCounts = {};
  const order = { wants: wants(queue, wanted), dryRun, rate };
  const redriver = { ...deps, ...deps.redriving, preview: previewEvent(deps), queue: deps.letters[queue] };
  for await (const letter of redrive(redriver, order)) {
    counts[letter.status] = (counts[letter.status] ?? 0) + 1;
    yield { letter };
  }
  return counts;
}

function wants(
  queue: QueueName,
  { ids, error, group }: Pick<Redrive, 'ids' | 'error' | 'group'>,
): (letter: ReadLetter) => boolean {
  if (error !== undefined) return (letter) => letter.error === error;
  if (group !== undefined) return ({ letter }) => groupKey(readDeadLetter(queue, letter)) === group;
  const wanted = ids && new Set(ids);
  return ({ eventId = '', letter }) => !wanted || wanted.has(eventId) || wanted.has(letter.messageId);
}

async function lettersIn({ inspect }: Deps, ...queues: QueueName[]): Promise<DeadLetter[]> {
  const all = await Promise.all(
    queues.map(async (queue) => (await inspect(queue)).map((message) => readDeadLetter(queue, message))),
  );
  return all.flat().sort(newestFirst);
}
