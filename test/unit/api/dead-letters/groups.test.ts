import { describe, expect, it } from 'vitest';
import { causeOf, groupKey, groupsOf } from '../../../../api/dead-letters/groups.ts';
import { readDeadLetter } from '../../../../api/dead-letters/read.ts';
import type { DeadLetter } from '../../../../api/routes/dead-letters.ts';

const letter = (reason: string, changes: Partial<DeadLetter> = {}): DeadLetter => ({
  queue: 'dead-letters',
  messageId: reason,
  eventId: 'e-1',
  productId: 'FA-SCARF',
  error: reason.split(':', 1)[0] ?? '',
  stage: 'LoadContext',
  reason,
  deadLetteredAt: '2026-11-22T12:00:00.000Z',
  attributes: {},
  body: {},
  ...changes,
});

describe('the cause of a dead letter', () => {
  it.each([
    [
      'UnknownProduct: product FA-SCARF is not in the catalog',
      'UnknownProduct: product # is not in the catalog',
    ],
    ['SequenceJump: 10000000001 is more than 1000000 above 7', 'SequenceJump: # is more than # above #'],
    [
      'InvalidEvent: detail.stock: expected "5 pieces" to be int',
      'InvalidEvent: detail.stock: expected # to be int',
    ],
    ['States.Timeout: at 2026-11-22T12:00:00.000Z', 'States.Timeout: at #'],
    ['Broken: 6f1f0c1e-0d0e-4b8a-9f0a-1c2d3e4f5a6b', 'Broken: #'],
    ['Broken: items 1, 2, 3 and 4', 'Broken: items # and #'],
  ])('of "%s" is "%s"', (reason, cause) => {
    expect(causeOf(letter(reason))).toBe(cause);
  });
});

describe('letters of one cause', () => {
  it('are one group, whatever event and product; another error, state or queue is another', () => {
    const one = letter('Broken: order 7 of FA-SCARF');
    const same = letter('Broken: order 12 of EL-RADIO', { productId: 'EL-RADIO', eventId: 'e-2' });
    expect(groupKey(same)).toBe(groupKey(one));
    for (const changes of [{ error: 'Other' }, { stage: 'Commit' }, { queue: 'undelivered' as const }])
      expect(groupKey({ ...one, ...changes })).not.toBe(groupKey(one));
  });

  it('are counted with their products, times and newest letter, the largest group first', () => {
    const at = (time: string, productId: string) =>
      letter(`Broken: ${time}`, { deadLetteredAt: `2026-11-22T12:00:0${time}.000Z`, productId });
    const groups = groupsOf([at('1', 'A'), at('3', 'B'), letter('Other: x'), at('2', 'A')]);
    expect(groups).toMatchObject([
      {
        error: 'Broken',
        count: 3,
        products: 2,
        oldest: '2026-11-22T12:00:01.000Z',
        sample: { productId: 'B' },
      },
      { error: 'Other', count: 1 },
    ]);
  });
});

it('reads the error of an event that was never delivered from what the bus says', () => {
  const body = JSON.stringify({ id: 'e1', time: '2026-11-22T12:00:00Z', detail: { productId: 'A' } });
  const attributes = { ERROR_CODE: 'InvalidExecutionInput', ERROR_MESSAGE: 'too large' };
  expect(readDeadLetter('undelivered', { messageId: 'm', body, attributes })).toMatchObject({
    eventId: 'e1',
    productId: 'A',
    error: 'InvalidExecutionInput',
    reason: 'InvalidExecutionInput: too large',
  });
  expect(readDeadLetter('dead-letters', { messageId: 'm', body: 'no JSON', attributes: {} })).toEqual({
    queue: 'dead-letters',
    messageId: 'm',
    attributes: {},
    body: 'no JSON',
  });
});
