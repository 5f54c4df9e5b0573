import { beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { eventBridge, type PutEventsAnswer } from '../../../local/services/eventbridge.ts';

const NOW = '2026-11-22T12:00:00.123Z';
const entry = (changes: Record<string, unknown> = {}) => ({
  EventBusName: 'pricewire',
  Source: 'inventory',
  DetailType: 'InventoryChanged',
  Detail: '{"stock":1}',
  ...changes,
});

describe('PutEvents', () => {
  let accepted: Envelope[];
  let bus: { putEvents(input: unknown): Promise<PutEventsAnswer> };
  beforeEach(() => {
    accepted = [];
    let ids = 0;
    bus = eventBridge({
      pattern: { source: ['inventory'] },
      accept: async (envelopes) => void accepted.push(...envelopes),
      now: () => NOW,
      newId: () => {
        ids += 1;
        return `id-${ids}`;
      },
    });
  });
  const put = (...Entries: unknown[]) => bus.putEvents({ Entries });

  it('accepts an entry as the envelope that EventBridge delivers', async () => {
    expect(await put(entry())).toEqual({ Entries: [{ EventId: 'id-1' }], FailedEntryCount: 0 });
    expect(accepted).toEqual([
      {
        version: '0',
        id: 'id-1',
        'detail-type': 'InventoryChanged',
        source: 'inventory',
        account: '000000000000',
        time: NOW,
        region: 'us-east-1',
        resources: [],
        detail: { stock: 1 },
      },
    ]);
  });

  it.each([
    [1_795_348_800, '2026-11-22T12:00:00.000Z'],
    [1_795_348_800.5, '2026-11-22T12:00:00.500Z'],
    [null, NOW],
    [undefined, NOW],
  ])('takes the time %s of the sender as %s', async (Time, time) => {
    await put(entry({ Time }));

    expect(accepted[0]?.time).toBe(time);
  });

  it.each([
    [{ Detail: '' }, 'InvalidArgument'],
    [{ Detail: { stock: 1 } }, 'InvalidArgument'],
    [{ Detail: 'text' }, 'MalformedDetail'],
    [{ Detail: 'null' }, 'MalformedDetail'],
    [{ Detail: '[]' }, 'MalformedDetail'],
    [{ Detail: '5' }, 'MalformedDetail'],
    [{ Source: 5 }, 'InvalidArgument'],
    [{ DetailType: null }, 'InvalidArgument'],
    [{ Time: 'yesterday' }, 'InvalidArgument'],
    [{ Time: 1e20 }, 'InvalidArgument'],
  ])('fails the entry with %j as %s, and takes the one after it', async (wrong, ErrorCode) => {
    const { Entries, FailedEntryCount } = await put(entry(wrong), entry());

    expect(Entries).toEqual([
      { ErrorCode, ErrorMessage: expect.stringMatching(/./) },
      { EventId: expect.stringMatching(/^id-/) },
    ]);
    expect(FailedEntryCount).toBe(1);
    expect(accepted).toHaveLength(1);
  });

  it('answers an id for an event that no rule matches, and accepts nothing', async () => {
    expect(await put(entry({ Source: 'elsewhere' }))).toMatchObject({ FailedEntryCount: 0 });
    expect(accepted).toEqual([]);
  });

  it('answers only once the events are accepted', async () => {
    let taken = false;
    const slow = eventBridge({
      pattern: {},
      accept: async () => {
        await new Promise(setImmediate);
        taken = true;
      },
      now: () => NOW,
      newId: () => 'id',
    });

    await slow.putEvents({ Entries: [entry()] });

    expect(taken).toBe(true);
  });

  it('fails as a whole when the events could not be kept', async () => {
    const full = eventBridge({
      pattern: {},
      accept: () => Promise.reject(new Error('disk full')),
      now: () => NOW,
      newId: () => 'id',
    });

    await expect(full.putEvents({ Entries: [entry()] })).rejects.toThrow('disk full');
  });

  it.each([undefined, null, 5, {}, { Entries: [] }, { Entries: 'x' }, { Entries: Array(11).fill(entry()) }])(
    'refuses %j',
    async (input) => {
      await expect(bus.putEvents(input)).rejects.toMatchObject({ type: 'ValidationException' });
    },
  );

  it.each([undefined, 'default', 'other', 'arn:aws:events:us-east-1:0:event-bus/other'])(
    'refuses the bus %s with all that comes with it',
    async (EventBusName) => {
      await expect(put(entry(), entry({ EventBusName }))).rejects.toMatchObject({
        type: 'ResourceNotFoundException',
      });
      expect(accepted).toEqual([]);
    },
  );

  // What counts is the detail's own bytes, not how often the wire escapes them.
  it.each([
    ['quotes', '"'],
    ['letters', 'x'],
  ])('takes 900 KB of %s', async (_what, character) => {
    const Detail = JSON.stringify({ text: character.repeat(character === '"' ? 450_000 : 900_000) });

    await expect(put(entry({ Detail }))).resolves.toMatchObject({ FailedEntryCount: 0 });
  });

  it('refuses more than 1 MB of multi-byte text', async () => {
    const Detail = JSON.stringify({ text: '€'.repeat(360_000) });

    await expect(put(entry({ Detail }))).rejects.toMatchObject({ type: 'ValidationException' });
  });
});
