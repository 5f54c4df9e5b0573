import { describe, expect, it } from 'vitest';
import { envelopeOf } from '../../../domain/record/ledger.ts';
import { DAY_MS, shift } from '../../../domain/values/time.ts';
import { receiveEvent } from '../../../tasks/receive-event.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { minutesAgo, NOW } from '../domain/make.ts';

const STARTED = minutesAgo(1);
const NEXT_MONTH = shift(NOW, 30 * DAY_MS);
const envelope = (changes: Record<string, unknown> = {}) => ({
  id: 'event-1',
  source: 'inventory',
  'detail-type': 'InventoryChanged',
  time: NEXT_MONTH,
  detail: { productId: 'SKU1', stock: 5, sequence: 1, occurredAt: NOW },
  ...changes,
});

function receiver() {
  const ledger = memoryLedger({ rows: {}, evidence: {} });
  const receive = receiveEvent({ ledger, clock: () => NOW });
  return {
    row: () => ledger.read('event-1'),
    receive: (input: unknown, startedAt = STARTED) =>
      receive({ envelope: input, execution: `arn:aws:states:x:1:express:reprice:a:${startedAt}`, startedAt }),
  };
}

describe('the time that an event was accepted at', () => {
  it.each([NEXT_MONTH, shift(NOW, -30 * DAY_MS)])(
    'is the start of its first execution, and never the time that the sender gave it: %s',
    async (sentAt) => {
      const { receive, row } = receiver();
      const { event } = await receive(envelope({ time: sentAt }));

      expect(await row()).toMatchObject({ acceptedAt: STARTED, sentAt });
      expect(event).toMatchObject({ acceptedAt: STARTED, sentAt });
    },
  );

  it('is that of the local bus where it stamped the event', async () => {
    const { receive, row } = receiver();
    await receive(envelope({ acceptedAt: minutesAgo(3) }));

    expect(await row()).toMatchObject({ acceptedAt: minutesAgo(3) });
  });

  it('is not ahead of the execution, whatever the stamp says', async () => {
    const { receive, row } = receiver();
    await receive(envelope({ acceptedAt: NEXT_MONTH }));

    expect(await row()).toMatchObject({ acceptedAt: STARTED });
  });

  it('stays the same for a later execution, and for a restart from the row', async () => {
    const { receive, row } = receiver();
    await receive(envelope());
    const opened = await row();
    const { event } = await receive(envelopeOf(opened as NonNullable<typeof opened>), NOW);

    expect(event.acceptedAt).toBe(STARTED);
    expect(await row()).toMatchObject({ acceptedAt: STARTED, sentAt: NEXT_MONTH });
  });

  it('is our own for an event that can not be read, too', async () => {
    const { receive, row } = receiver();
    await expect(receive(envelope({ detail: 'nonsense' }))).rejects.toThrow('detail');

    expect(await row()).toMatchObject({ acceptedAt: STARTED, sentAt: NEXT_MONTH });
  });

  it('needs no time of the sender', async () => {
    const { receive, row } = receiver();
    await expect(receive(envelope({ time: 'yesterday' }))).rejects.toThrow('time');

    expect(await row()).toMatchObject({ acceptedAt: STARTED });
    expect((await row())?.sentAt).toBeUndefined();
  });
});
