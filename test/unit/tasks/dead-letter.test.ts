import { expect, it } from 'vitest';
import { deadLetter } from '../../../tasks/dead-letter.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { NOW } from '../domain/make.ts';

it('a message holds no character that SQS refuses', async () => {
  const ledger = memoryLedger({ rows: {}, evidence: {} });
  const envelope = {
    id: 'e1',
    source: 'inventory',
    'detail-type': 'InventoryChanged',
    time: NOW,
    detail: { reason: 'a\uffffb' },
  };
  await ledger.open({
    eventId: 'e1',
    acceptedAt: NOW,
    receivedAt: NOW,
    envelope: JSON.stringify(envelope),
    execution: 'x',
  });
  const failure = { stage: 'ReceiveEvent', error: 'InvalidEvent', cause: 'a\ufffeb' };

  const ended = await deadLetter({ ledger, priceStates: memoryPriceStates({}), clock: () => NOW })({
    event: { id: 'e1' },
    execution: 'x',
    failure,
  });

  const message = ended.next === 'send' ? ended.message : undefined;
  expect(JSON.parse(message?.envelope ?? '{}')).toEqual(envelope);
  expect(`${message?.envelope}${message?.reason}`).not.toMatch(/[\uFFFE\uFFFF]/);
});
