import { Hono } from 'hono';
import * as z from 'zod';
import { type ReadLetter, type Redriven, redrive } from '../../../tasks/redrive.ts';
import type {
  DeadLetter,
  DeadLetterGroups,
  DeadLetterPage,
  RedrivenEdited,
} from '../../contract/dead-letters.ts';
import { audit, noAudit } from '../audited.ts';
import { callerOf } from '../caller.ts';
import { groupKey, groupsOf } from '../dead-letters/groups.ts';
import { newestFirst, readDeadLetter } from '../dead-letters/read.ts';
import { planEdited, RedriveEdited, startEdited } from '../dead-letters/redrive-edited.ts';
import { Cursor, cursorOf, placeOf } from '../search/cursor.ts';
import { ndjson } from './ndjson.ts';
import type { ApiNeed, QueueName } from './need.ts';
import { notFound } from './problem.ts';
import { limitUpTo, readBody, readQuery } from './request.ts';

export type { DeadLetter } from '../../contract/dead-letters.ts';

const Queue = z.enum(['dead-letters', 'undelivered']) satisfies z.ZodType<QueueName>;
const Group = z.string().min(1).max(100);

/** Which letters are to be redriven: those of these events or messages, with this error, of this group, or all. */
const Redrive = z
  .strictObject({
    queue: Queue.default('dead-letters'),
    ids: z.array(z.string().min(1)).min(1).optional(),
    error: z.string().min(1).optional(),
    group: Group.optional(),
    all: z.literal(true).optional(),
    dryRun: z.boolean().default(false),
    rate: z.number().positive().max(1000).default(50),
  })
  .refine(
    ({ ids, error, group, all }) =>
      [ids, error, group, all].filter((each) => each !== undefined).length === 1,
    { error: 'must say one of ids, error, group and all' },
  );
type Redrive = z.infer<typeof Redrive>;

/** How many letters came to what. */
export type RedriveCounts = Partial<Record<Redriven['status'], number>>;

const Page = z.strictObject({
  queue: Queue.default('dead-letters'),
  group: Group.optional(),
  limit: limitUpTo(10_000, 10_000),
  cursor: Cursor,
});
const Place = z.strictObject({ at: z.string(), id: z.string() });

/** `/dead-letters`: what lies in the queues, without taking it; and starting it again. */
export const deadLetterRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/', async (c) => c.json(await pageOf(need, readQuery(c, Page))))
    .get('/groups', async (c) => {
      const { queue } = readQuery(c, z.strictObject({ queue: Queue.optional() }));
      const letters = await lettersIn(need, ...(queue ? [queue] : Queue.options));
      return c.json({ groups: groupsOf(letters), total: letters.length } satisfies DeadLetterGroups);
    })
    .post('/redrive', async (c) => {
      const order = await readBody(c, Redrive);
      const { queue, ids, rate: _, ...details } = order;
      // A redrive of very many names more than an entry of the log holds.
      const named = ids && { ids: ids.slice(0, 500), letters: ids.length };
      await audit(c, need, { subject: { kind: 'queue', id: queue }, details: { ...details, ...named } });
      return ndjson(redriving(need, order));
    })
    .post('/:id/redrive-edited', async (c) => {
      const id = c.req.param('id');
      const { detail, why } = await readBody(c, RedriveEdited);
      const edit = { by: callerOf(c).id, why, at: need.clock() };
      const plan = await planEdited(need, Queue.options, id, detail, edit);
      await audit(c, need, {
        subject: { kind: 'event', id: plan.of },
        productId: plan.event.productId,
        details: { redrivenAs: plan.id, detail, why },
      });
      await startEdited(need, plan);
      return c.json({ redrivenAs: plan.id } satisfies RedrivenEdited);
    })
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      const letters = await lettersIn(need, ...Queue.options);
      // One event may lie there more than once: a message is sent at least once.
      const messages = letters.filter(({ eventId, messageId }) => eventId === id || messageId === id);
      const [first] = messages;
      if (first === undefined) throw notFound(`no message in ${Queue.options.join(' or ')} has the id ${id}`);
      const { eventId, productId } = first;
      if (eventId === undefined && productId === undefined) noAudit(c);
      else
        await audit(c, need, {
          subject: { kind: 'event', id: eventId ?? id },
          ...(productId === undefined ? {} : { productId }),
          details: {},
        });
      return c.json({ messages });
    });

async function pageOf(
  need: ApiNeed,
  { queue, group, limit, cursor }: z.infer<typeof Page>,
): Promise<DeadLetterPage> {
  const after = cursor === undefined ? undefined : placeOf(cursor, Place);
  const place = after && { deadLetteredAt: after.at, messageId: after.id };
  const wanted = (await lettersIn(need, queue)).filter(
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
  need: ApiNeed,
  { queue, dryRun, rate, ...wanted }: Redrive,
): AsyncGenerator<{ letter: Redriven }, RedriveCounts> {
  const counts: RedriveCounts = {};
  const order = { wants: wants(queue, wanted), dryRun, rate };
  for await (const letter of redrive({ ...need, ...need.redriving, queue: need.letters[queue] }, order)) {
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

async function lettersIn({ inspect }: ApiNeed, ...queues: QueueName[]): Promise<DeadLetter[]> {
  const all = await Promise.all(
    queues.map(async (queue) => (await inspect(queue)).map((message) => readDeadLetter(queue, message))),
  );
  return all.flat().sort(newestFirst);
}
