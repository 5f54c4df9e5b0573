import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent, toEnvelope } from '../../../../domain/events/envelope.ts';
import { EVENT_KINDS, type EventKind, KIND_NAMES } from '../../../../domain/events/index.ts';
import { everyEvent, NOW } from '../make.ts';

const detail = { productId: 'SKU1', stock: 5, sequence: 7, occurredAt: NOW };
const envelope = (changes: object = {}) => ({
  id: 'event-1',
  source: 'inventory',
  'detail-type': 'InventoryChanged',
  time: NOW,
  detail,
  ...changes,
});
const problemOf = (input: unknown): string => {
  const parsed = parseEvent(input);
  return parsed.ok ? 'none' : parsed.problem;
};

const kinds = KIND_NAMES;
const details: Record<EventKind, object> = {
  inventory: detail,
  seed: { productId: 'SKU1' },
  reprice: { productId: 'SKU1', why: 'time has passed' },
  release: { productId: 'SKU1', orderId: 'order-1' },
  rollback: { productId: 'SKU1', orderId: 'order-1' },
};
const wrapped = (kind: EventKind, changes: object = {}) =>
  envelope({
    source: EVENT_KINDS[kind].source,
    'detail-type': EVENT_KINDS[kind].detailType,
    detail: { ...details[kind], ...changes },
  });

describe('an inventory event', () => {
  it('is read with the id and the time of its envelope', () => {
    expect(parseEvent(envelope())).toEqual({
      ok: true,
      event: { kind: 'inventory', eventId: 'event-1', acceptedAt: NOW, sentAt: NOW, ...detail },
    });
  });

  it.each([
    ['stock', -1],
    ['stock', 1.5],
    ['stock', 2 ** 53],
    ['stock', '5'],
    ['stock', null],
    ['stock', undefined],
    ['sequence', 1.5],
    ['sequence', 2 ** 53],
    ['sequence', '7'],
    ['sequence', undefined],
    ['productId', ''],
    ['productId', 'a{b}'],
    ['productId', 5],
    ['productId', undefined],
    ['occurredAt', 'yesterday'],
    ['occurredAt', '2026-11-22'],
    ['occurredAt', '2026-11-22T12:00:00'],
    ['occurredAt', 1_763_812_800],
    ['occurredAt', undefined],
    ['reason', 5],
    ['reason', 'x'.repeat(501)],
    ['location', 5],
    ['location', 'x'.repeat(201)],
  ])('names its %s when that is %j', (field, value) => {
    expect(problemOf(envelope({ detail: { ...detail, [field]: value } }))).toMatch(
      new RegExp(`^detail\\.${field}: [^;]+$`),
    );
  });

  it.each([0, Number.MAX_SAFE_INTEGER])('may have a stock of %d', (stock) => {
    expect(parseEvent(envelope({ detail: { ...detail, stock } }))).toMatchObject({
      ok: true,
      event: { stock },
    });
  });

  it.each([0, Number.MAX_SAFE_INTEGER])('may have the sequence %d', (sequence) => {
    expect(parseEvent(envelope({ detail: { ...detail, sequence } }))).toMatchObject({
      ok: true,
      event: { sequence },
    });
  });

  it('may say a reason and a location', () => {
    const told = { ...detail, reason: 'sale', location: 'Berlin' };
    expect(parseEvent(envelope({ detail: told }))).toMatchObject({ ok: true, event: told });
  });

  it('has its times turned into UTC', () => {
    const local = envelope({
      time: '2026-11-22T13:00:00+01:00',
      detail: { ...detail, occurredAt: '2026-11-22T04:00:00-08:00' },
    });
    expect(parseEvent(local)).toMatchObject({ ok: true, event: { acceptedAt: NOW, occurredAt: NOW } });
  });
});

describe('an envelope', () => {
  it.each([
    ['id', ''],
    ['id', 'x'.repeat(201)],
    ['id', 5],
    ['id', undefined],
    ['source', undefined],
    ['detail-type', undefined],
    ['time', 'now'],
    ['time', undefined],
  ])('names its %s when that is %j', (field, value) => {
    expect(problemOf(envelope({ [field]: value }))).toMatch(new RegExp(`^event\\.${field}: [^;]+$`));
  });

  it.each([[undefined], [null], ['text'], [5], [[]], [[1]]])('is not %j', (input) => {
    expect(problemOf(input)).toMatch(/^event/);
  });

  it.each([[undefined], [null], ['text'], [5], [[]]])('names its detail when that is %j', (value) => {
    expect(problemOf(envelope({ detail: value }))).toMatch(/detail/);
  });

  it.each(
    kinds.flatMap((of) =>
      kinds
        .filter((from) => EVENT_KINDS[from].source !== EVENT_KINDS[of].source)
        .map((from) => [EVENT_KINDS[from].source, EVENT_KINDS[of].detailType]),
    ),
  )('from %s is not taken for a %s', (source, detailType) => {
    expect(problemOf(envelope({ source, 'detail-type': detailType }))).toMatch(
      `"${source}" with detail-type "${detailType}"`,
    );
  });

  it.each(['Inventorychanged', 'InventoryChanged ', 'toString', '__proto__', ''])(
    'of detail-type %j is not read',
    (detailType) => {
      expect(parseEvent(envelope({ 'detail-type': detailType })).ok).toBe(false);
    },
  );

  it('has every field that is wrong named', () => {
    const wrong = { productId: '', stock: -1, sequence: 1.5, occurredAt: 'now' };
    const named = ['detail.productId', 'detail.stock', 'detail.sequence', 'detail.occurredAt'];
    expect(
      problemOf(envelope({ detail: wrong }))
        .split('; ')
        .map((part) => part.split(':')[0]),
    ).toEqual(named);
  });

  it('has the wrong fields of its detail named beside its own', () => {
    const problem = problemOf(envelope({ time: 'now', detail: { ...detail, stock: -1 } }));
    expect(['event.time', 'detail.stock'].filter((field) => problem.includes(field))).toEqual([
      'event.time',
      'detail.stock',
    ]);
  });
});

describe('an operator event', () => {
  it.each(kinds)('of the kind %s is read by its detail-type', (kind) => {
    expect(parseEvent(wrapped(kind))).toMatchObject({ ok: true, event: { kind, ...details[kind] } });
  });

  it.each(kinds.flatMap((kind) => Object.keys(details[kind]).map((field) => [kind, field] as const)))(
    'such as %s names %s when it is missing',
    (kind, field) => {
      expect(problemOf(wrapped(kind, { [field]: undefined }))).toMatch(`detail.${field}: `);
    },
  );

  it.each(['release', 'rollback'] as const)(
    'such as %s says nothing of people and prices that counts',
    (kind) => {
      const forged = { price: 1, by: 'eva', releasedBy: 'ben', confirmedBy: 'cleo', onPriceRevision: 7 };
      const parsed = parseEvent(wrapped(kind, forged));

      expect(parsed).toEqual({
        ok: true,
        event: {
          kind,
          eventId: 'event-1',
          acceptedAt: NOW,
          sentAt: NOW,
          productId: 'SKU1',
          orderId: 'order-1',
        },
      });
    },
  );
});

describe('the envelope of an event that was read', () => {
  const times = fc
    .date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('2999-12-31T23:59:59Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString());
  const inventories = fc.record(
    {
      productId: fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/),
      stock: fc.maxSafeNat(),
      sequence: fc.maxSafeNat(),
      occurredAt: times,
      reason: fc.string({ maxLength: 500 }),
      location: fc.string({ maxLength: 200 }),
    },
    { requiredKeys: ['productId', 'stock', 'sequence', 'occurredAt'] },
  );

  it.each(everyEvent())('is read as the same event again: $kind', (event) => {
    const { acceptedAt: sentAt } = event;
    expect(parseEvent(JSON.parse(JSON.stringify(toEnvelope(event))))).toEqual({
      ok: true,
      event: { ...event, sentAt },
    });
  });

  it('is read as the same event again, whatever the event says', () => {
    fc.assert(
      fc.property(inventories, fc.string({ minLength: 1, maxLength: 200 }), times, (detail, id, time) => {
        const parsed = parseEvent(envelope({ id, time, detail }));
        const again = parsed.ok
          ? parseEvent(JSON.parse(JSON.stringify(toEnvelope(parsed.event))))
          : undefined;
        expect(again).toEqual({
          ok: true,
          event: { kind: 'inventory', eventId: id, acceptedAt: time, sentAt: time, ...detail },
        });
      }),
    );
  });
});

describe('anything at all', () => {
  it('is read or named as a problem, and never thrown at', () => {
    const field = fc.oneof(
      fc.anything(),
      fc.constant('inventory'),
      fc.constant('InventoryChanged'),
      fc.constant(NOW),
    );
    const almost = fc.record({
      id: field,
      source: field,
      'detail-type': field,
      time: field,
      detail: fc.object(),
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), almost), (input) => {
        const parsed = parseEvent(input);
        expect(parsed.ok || parsed.problem.length > 0).toBe(true);
      }),
    );
  });
});
