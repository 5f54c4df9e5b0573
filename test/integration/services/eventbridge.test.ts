import { beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { eventBridge } from '../../../local/services/eventbridge.ts';

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
  let refused: unknown[];
  let bus: ReturnType<typeof eventBridge>;
  beforeEach(() => {
    accepted = [];
    refused = [];
    let ids = 0;
    bus = eventBridge({
      pattern: { source: ['inventory', 'pricewire'] },
      accept: async (envelopes) => void accepted.push(...envelopes),
      refused: async (entries) => void refused.push(...entries),
      now: () => NOW,
      newId: () => {
        ids += 1;
        return `id-${ids}`;
      },
    });
  });
  const put = (...Entries: unknown[]) => bus.putEvents({ Entries });

  it('turns an entry into the envelope that EventBridge delivers', async () => {
    expect(await put(entry())).toEqual({ Entries: [{ EventId: 'id-1' }], FailedEntryCount: 0 });
    expect(accepted).toEqual([
      {
        version: '0',
        id: 'id-1',
        'detail-type': 'InventoryChanged',
        source: 'inventory',
        account: '000000000000',
        time: NOW,
        acceptedAt: NOW,
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
  ])('reads the time %s of the sender as %s', async (Time, time) => {
    await put(entry({ Time }));

    expect(accepted[0]).toMatchObject({ time, acceptedAt: NOW });
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
    [{ Time: [[]] }, 'InvalidArgument'],
    [{ EventBusName: [[]] }, 'InvalidArgument'],
    [{ Resources: 'arn' }, 'InvalidArgument'],
    [{ Resources: [['arn']] }, 'InvalidArgument'],
  ])('fails the entry with %j as %s, and accepts the next one', async (wrong, ErrorCode) => {
    const { Entries, FailedEntryCount } = await put(entry(wrong), entry());

    expect(Entries).toEqual([
      { ErrorCode, ErrorMessage: expect.stringMatching(/./) },
      { EventId: expect.stringMatching(/^id-/) },
    ]);
    expect(FailedEntryCount).toBe(1);
    expect(accepted).toHaveLength(1);
  });

  it('returns an id for an event that no rule matches, and accepts nothing', async () => {
    expect(await put(entry({ Source: 'elsewhere' }))).toMatchObject({ FailedEntryCount: 0 });
    expect(accepted).toEqual([]);
  });

  describe('an entry with the source of the stack itself', () => {
    const own = entry({
      Source: 'pricewire',
      DetailType: 'ReleaseRequested',
      Detail: '{"orderId":"forged"}',
    });

    it('is refused from outside, and the other entry is accepted', async () => {
      const { Entries, FailedEntryCount } = await put(own, entry());

      expect(Entries).toEqual([
        { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: expect.stringContaining('inventory') },
        { EventId: expect.stringMatching(/^id-/) },
      ]);
      expect(FailedEntryCount).toBe(1);
      expect(accepted).toMatchObject([{ source: 'inventory' }]);
    });

    it('is reported before its sender gets an answer', async () => {
      await put(entry(), own);

      expect(refused).toEqual([
        { source: 'pricewire', detailType: 'ReleaseRequested', detail: '{"orderId":"forged"}' },
      ]);
    });

    it('is accepted from the stack', async () => {
      expect(await bus.putOwnEvents({ Entries: [own] })).toMatchObject({ FailedEntryCount: 0 });
      expect(accepted).toMatchObject([{ source: 'pricewire' }]);
      expect(refused).toEqual([]);
    });
  });

  it('answers only once the events are accepted', async () => {
    let taken = false;
    const slow = eventBridge({
      pattern: {},
      accept: async () => {
        await new Promise(setImmediate);
        taken = true;
      },
      refused: async () => {},
      now: () => NOW,
      newId: () => 'id',
    });

    await slow.putEvents({ Entries: [entry()] });

    expect(taken).toBe(true);
  });

  it('fails as a whole when the events could not be stored', async () => {
    const full = eventBridge({
      pattern: {},
      accept: () => Promise.reject(new Error('disk full')),
      refused: async () => {},
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
    'refuses an entry for the bus %s, which EventBridge would accept and drop, and accepts the next one',
    async (EventBusName) => {
      expect((await put(entry({ EventBusName }), entry())).Entries).toEqual([
        {
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: expect.stringMatching(
            /this stack has pricewire.*EventBridge would answer success and drop/,
          ),
        },
        { EventId: expect.stringMatching(/./) },
      ]);
      expect(accepted).toHaveLength(1);
    },
  );

  it.each(['aws.events', 'aws.pricewire'])(
    'refuses an entry of the source %s, as EventBridge does',
    async (Source) => {
      expect((await put(entry({ Source }), entry())).Entries).toEqual([
        { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
        { EventId: expect.stringMatching(/./) },
      ]);
    },
  );

  it('accepts a detail of 900 levels, and says why it refuses a deeper one', async () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    const { Entries } = await put(
      ...[900, 901, 4_500, 300_000].map((levels) => entry({ Detail: nested(levels) })),
    );
    const refused = {
      ErrorCode: 'MalformedDetail',
      ErrorMessage: 'Detail is malformed: it is nested deeper than 900 levels.',
    };
    expect(Entries).toEqual([{ EventId: expect.stringMatching(/./) }, refused, refused, refused]);
    expect(JSON.stringify(accepted)).toContain(nested(900));
  });

  // The limit applies to the detail's own bytes, without the escapes of the transport.
  it.each([
    ['quotes', '"'],
    ['letters', 'x'],
  ])('accepts 900 KB of %s', async (_what, character) => {
    const Detail = JSON.stringify({ text: character.repeat(character === '"' ? 450_000 : 900_000) });

    await expect(put(entry({ Detail }))).resolves.toMatchObject({ FailedEntryCount: 0 });
  });

  it('refuses more than 1 MB of multi-byte text', async () => {
    const Detail = JSON.stringify({ text: '€'.repeat(360_000) });

    await expect(put(entry({ Detail }))).rejects.toMatchObject({ type: 'ValidationException' });
  });
});
