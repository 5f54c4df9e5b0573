import { expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { deliverTo } from '../../../local/delivery.ts';
import type { Outage } from '../../../local/services/keep-running.ts';

/** A delivery with a given outage of the record's store, and the archived events. */
function delivery(outage: Outage | undefined) {
  const archived: Envelope[] = [];
  const deps = {
    archive: { append: async (envelopes: Envelope[]) => void archived.push(...envelopes) },
    workflow: { start: async () => ({}) },
    sqs: {},
    outage: () => outage,
    onFault: () => {},
  } as unknown as Parameters<typeof deliverTo>[0];
  return { archived, ...deliverTo(deps) };
}

it('events are accepted into the archive while the store restarts', async () => {
  const { accept, archived } = delivery({ forMs: 10_000, why: 'ENOSPC' });

  await accept([{ id: 'e1' }]);

  expect(archived).toEqual([{ id: 'e1' }]);
});

it('no event is accepted during a long outage of the store, and the answer says why', async () => {
  const { accept, archived } = delivery({ forMs: 12_400, why: 'ENOSPC' });

  await expect(accept([{ id: 'e1' }])).rejects.toMatchObject({
    type: 'ServiceUnavailable',
    status: 503,
    message:
      'the embedded DynamoDB has been down for 12 s (ENOSPC); no event is accepted until it runs again',
  });
  expect(archived).toEqual([]);
});
