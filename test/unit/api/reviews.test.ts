import { describe, expect, it } from 'vitest';
import { askedBy } from '../../../compliance/reviews/asked-by.ts';
import type { Order } from '../../../domain/context/order.ts';
import { reviewOf } from '../../../domain/review/review.ts';
import { rollbackOrder } from '../../contract/orders.contract.ts';
import { memoryOrders } from '../../fakes/memory-orders.ts';
import { spoil } from '../../fakes/plain.ts';
import { inForce, NOW, orderFor, product, release, rollback, state } from '../domain/make.ts';
import { CAREFUL, desk } from './desk.ts';
import { terms } from './support.ts';

const UPHOLD = { kind: 'uphold', reasonCode: 'wrong-data', text: 'the cost is wrong' };
const RELEASE = { kind: 'release', reasonCode: 'price-is-right', text: 'agreed with the shop' };
/** Only releases of more than 50% need a second person. */
const lenient = { ...CAREFUL, review: { secondPersonAbove: { changePercent: 100 } } };
const versions = (of: Parameters<typeof terms>[0]) => ({
  policies: { default: { current: { version: 1, mode: 'live' as const }, versions: { 1: terms(of) } } },
});

async function rejected(changes: Parameters<typeof desk>[0] = versions(lenient)) {
  const shop = desk(changes);
  expect(await shop.rejects('e1')).toBe('rejected');
  await shop.as('ben', 'GET', '/reviews');
  return shop;
}

describe('the queue', () => {
  it('has every rejection, with what there is to know of it', async () => {
    const { as } = await rejected();

    const { body } = await as('ben', 'GET', '/reviews');

    expect(body.items).toEqual([
      {
        reviewId: 'e1',
        eventId: 'e1',
        productId: 'SKU1',
        productName: 'Kettle',
        rejectedAt: '2026-11-22T12:00:00.000Z',
        dueAt: '2026-11-23T12:00:00.000Z',
        overdue: false,
        guardrail: 'review-jump',
        why: expect.stringContaining('60'),
        policy: 'default@1',
        proposed: 1_600,
        priceBefore: 1_000,
        currency: 'EUR',
        state: 'open',
      },
    ]);
    expect(body.counts).toMatchObject({ open: 1, taken: 0, upheld: 0, overdue: 0 });
  });

  it('has a rejection whose decision mended the price in force instead', async () => {
    const below = { states: { SKU1: state({ price: inForce(300) }) } };
    const { as, rejects } = desk({ ...versions(lenient), ...below });
    expect(await rejects('e1')).toBe('priced');

    const { body } = await as('ben', 'GET', '/reviews');

    expect(body.items).toMatchObject([{ reviewId: 'e1', mendedTo: 400, priceBefore: 300, proposed: 1_600 }]);
  });

  it('has nothing that was let through or held', async () => {
    const { as, rejects } = desk();
    expect([await rejects('e1', 1_010), await rejects('e2', 1_010)]).toEqual(['priced', 'held']);

    expect((await as('ben', 'GET', '/reviews')).body.items).toEqual([]);
  });

  it('opens a review once, however often it looks', async () => {
    const { as, shop } = await rejected();
    for (let look = 0; look < 3; look += 1) await as('cleo', 'GET', '/reviews');

    expect(shop.reviews.steps['e1']).toHaveLength(1);
  });

  it('finds a rejection that came into the index late', async () => {
    const { as, rejects, later, deps, shop } = desk();
    await rejects('e1');
    const row = shop.ledger.rows['e1'];
    delete shop.ledger.rows['e1'];
    later(5);
    await as('ben', 'GET', '/reviews');
    if (row) shop.ledger.rows['e1'] = row;

    expect((await as('ben', 'GET', '/reviews')).body.items).toHaveLength(1);
    expect(await deps.reviews.lookedUntil()).toBe('2026-11-22T12:05:00.000Z');
  });

  it('looks from the beginning where it cannot be read until when it has looked', async () => {
    const { as, rejects, deps, shop } = desk();
    await rejects('e1');
    shop.reviews.lookedUntil = NOW;
    spoil(shop.reviews as unknown as Record<string, unknown>, 'lookedUntil', 'reviews', 'at: is missing');

    expect((await as('ben', 'GET', '/reviews')).body.items).toHaveLength(1);
    expect(await deps.reviews.lookedUntil()).toBe(NOW);
  });

  it('waits for a mended rejection to be closed', async () => {
    const below = { states: { SKU1: state({ price: inForce(300) }) } };
    const { as, rejects, later, shop } = desk({ ...versions(lenient), ...below });
    await rejects('e1');
    const { outcome: _, ...open } = shop.ledger.rows['e1'] ?? {};
    const closed = shop.ledger.rows['e1'];
    shop.ledger.rows['e1'] = open as never;
    for (let look = 0; look < 3; look += 1) {
      later(20);
      expect((await as('ben', 'GET', '/reviews')).body.items).toEqual([]);
    }
    if (closed) shop.ledger.rows['e1'] = closed;

    expect((await as('ben', 'GET', '/reviews')).body.items).toHaveLength(1);
  });

  it('is in the order of due times, by the policy that judged, and tells what is overdue', async () => {
    const { as, rejects, later, shop } = desk(versions({ ...lenient, review: { dueHours: 2 } }));
    await rejects('second');
    later(60);
    shop.policies['default'] = {
      current: { version: 2, mode: 'live' },
      versions: {
        ...shop.policies['default']?.versions,
        2: terms({ ...lenient, review: { dueHours: 0.5 } }),
      },
    };
    await rejects('first');
    later(45);

    const { body } = await as('ben', 'GET', '/reviews');

    expect(body.items.map(({ reviewId, overdue }: never) => [reviewId, overdue])).toEqual([
      ['first', true],
      ['second', false],
    ]);
    expect(body.counts.overdue).toBe(1);
    expect((await as('ben', 'GET', '/reviews?overdue=true')).body.items).toHaveLength(1);
  });

  it('pages through all, none twice and none left out, while new ones come in', async () => {
    const { as, rejects, later } = desk();
    const ids = Array.from({ length: 7 }, (_, each) => `e${each}`);
    for (const [at, id] of ids.entries()) {
      await rejects(id);
      // Some have the same due time.
      if (at % 3 === 2) later(1);
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await as('ben', 'GET', `/reviews?limit=2${cursor}`);
      seen.push(...body.items.map(({ reviewId }: { reviewId: string }) => reviewId));
      cursor = body.next === undefined ? '' : `&cursor=${body.next}`;
      later(1);
      if (seen.length === 2) await rejects('new');
    } while (cursor !== '');

    expect(seen).toEqual([...ids, 'new']);
  });

  it.each([
    ['guardrail=review-jump', 2],
    ['guardrail=max-step', 0],
    ['product=SKU1', 2],
    ['product=SKU2', 0],
    ['policy=default', 2],
    ['policy=default@1', 2],
    ['policy=default@2', 0],
    ['state=upheld', 1],
    ['state=upheld,open', 2],
    ['state=open', 1],
    ['state=taken', 1],
    ['mine=true', 1],
    ['state=upheld&mine=true', 0],
  ])('can be filtered by %s', async (filter, count) => {
    const { as, rejects } = desk();
    for (const id of ['e1', 'e2', 'e3']) await rejects(id);
    await as('ben', 'GET', '/reviews');
    await as('cleo', 'POST', '/reviews/e1/decide', UPHOLD);
    await as('ben', 'POST', '/reviews/e2/take');

    expect((await as('ben', 'GET', `/reviews?${filter}`)).body.items).toHaveLength(count);
  });

  it.each(['state=new', 'overdue=yes', 'limit=0', 'cursor=none', 'color=red'])(
    'refuses %s',
    async (filter) => {
      expect((await desk().as('ben', 'GET', `/reviews?${filter}`)).status).toBe(400);
    },
  );
});

describe('a lock', () => {
  it('keeps others out until it runs out', async () => {
    const { as, later } = await rejected();
    const taken = await as('ben', 'POST', '/reviews/e1/take');
    expect(taken.body).toMatchObject({
      state: 'taken',
      takenBy: 'ben',
      takenUntil: '2026-11-22T12:15:00.000Z',
    });

    for (const path of ['take', 'decide']) {
      const refused = await as('cleo', 'POST', `/reviews/e1/${path}`, path === 'decide' ? UPHOLD : {});
      expect([refused.status, refused.body.detail]).toEqual([
        409,
        expect.stringContaining('ben holds it until'),
      ]);
    }
    later(15);
    expect((await as('cleo', 'GET', '/reviews')).body.items).toMatchObject([{ state: 'open' }]);
    expect((await as('cleo', 'POST', '/reviews/e1/take')).body.takenBy).toBe('cleo');
  });

  it('lasts as long as the policy says', async () => {
    const { as } = await rejected(versions({ ...CAREFUL, review: { lockMinutes: 5 } }));

    expect((await as('ben', 'POST', '/reviews/e1/take')).body.takenUntil).toBe('2026-11-22T12:05:00.000Z');
  });

  it('is longer for who takes it again, and gone for who gives it back', async () => {
    const { as, later } = await rejected();
    await as('ben', 'POST', '/reviews/e1/take');
    later(10);

    expect((await as('ben', 'POST', '/reviews/e1/take')).body.takenUntil).toBe('2026-11-22T12:25:00.000Z');
    expect((await as('cleo', 'POST', '/reviews/e1/give-back')).status).toBe(409);
    expect((await as('ben', 'POST', '/reviews/e1/give-back')).body.state).toBe('open');
  });

  it('goes to the next that is free, the oldest due first', async () => {
    const { as, rejects, later } = desk();
    for (const id of ['e1', 'e2', 'e3']) {
      await rejects(id);
      later(1);
    }
    const next = async (person: string) =>
      (await as(person, 'POST', '/reviews/take-next', {})).body.item?.reviewId;

    expect([await next('ben'), await next('cleo'), await next('ben'), await next('cleo')]).toEqual([
      'e1',
      'e2',
      'e3',
      undefined,
    ]);
  });

  it('of take-next keeps to the filter', async () => {
    const { as } = await rejected();

    expect((await as('ben', 'POST', '/reviews/take-next', { product: 'SKU2' })).body.item).toBeNull();
    expect((await as('ben', 'POST', '/reviews/take-next', { product: 'SKU1' })).body.item.reviewId).toBe(
      'e1',
    );
  });
});

describe('upholding', () => {
  it('ends the review with who, why and when', async () => {
    const { as, shop } = await rejected();

    const { body } = await as('ben', 'POST', '/reviews/e1/decide', UPHOLD);

    expect(body).toMatchObject({
      state: 'upheld',
      decidedBy: 'ben',
      reasonCode: 'wrong-data',
      text: UPHOLD.text,
    });
    expect(shop.audited).toEqual(['ben review.uphold review e1']);
    expect(shop.events).toEqual([]);
  });

  it('is refused once it is decided', async () => {
    const { as } = await rejected();
    await as('ben', 'POST', '/reviews/e1/decide', UPHOLD);

    const { status, body } = await as('cleo', 'POST', '/reviews/e1/decide', UPHOLD);

    expect([status, body.detail]).toEqual([409, 'It is upheld already, by ben.']);
  });

  it.each([
    ['no reason code', { ...UPHOLD, reasonCode: undefined }],
    ['a reason code of another kind', { ...UPHOLD, reasonCode: 'market-moved' }],
    ['no text', { ...UPHOLD, text: '  ' }],
    ['an amount', { ...UPHOLD, amount: 5 }],
  ])('is refused with %s', async (_, body) => {
    const { as, shop } = await rejected();

    expect((await as('ben', 'POST', '/reviews/e1/decide', body)).status).toBe(400);
    expect(shop.reviews.steps['e1']).toHaveLength(1);
  });

  it('is not done where the audit log can not be written', async () => {
    const { as, shop } = await rejected();
    shop.auditDown = true;

    for (const decision of [UPHOLD, RELEASE])
      expect((await as('ben', 'POST', '/reviews/e1/decide', decision)).status).toBe(503);
    expect(reviewOf(shop.reviews.steps['e1'] ?? [])?.queue).toBe('open');
    expect(shop.events).toEqual([]);
  });

  it('of many tells what became of each', async () => {
    const { as, rejects } = await rejected();
    await rejects('e2');
    await as('cleo', 'GET', '/reviews');
    await as('cleo', 'POST', '/reviews/e2/take');

    const { kind, reasonCode, text } = UPHOLD;
    const { body } = await as('ben', 'POST', '/reviews/decide-many', {
      ids: ['e1', 'e2', 'e3'],
      kind,
      reasonCode,
      text,
    });

    expect(body.results).toEqual([
      { id: 'e1', ok: true },
      { id: 'e2', ok: false, problem: expect.stringContaining('cleo holds it') },
      { id: 'e3', ok: false, problem: expect.stringContaining('no rejection') },
    ]);
  });
});

describe('escalating', () => {
  it('leaves it to be decided by whoever may', async () => {
    const { as } = await rejected();
    const escalate = { kind: 'escalate', reasonCode: 'legal-question', text: 'is this allowed?' };

    expect((await as('ben', 'POST', '/reviews/e1/decide', escalate)).body.state).toBe('escalated');
    expect((await as('cleo', 'POST', '/reviews/e1/decide', escalate)).status).toBe(409);
    expect((await as('cleo', 'POST', '/reviews/e1/decide', UPHOLD)).body.state).toBe('upheld');
  });
});

describe('releasing', () => {
  it('puts the proposed price in force by an event that says who', async () => {
    const { as, shop, releases } = await rejected();

    const { body } = await as('ben', 'POST', '/reviews/e1/decide', RELEASE);

    expect(body).toMatchObject({
      state: 'released',
      decidedBy: 'ben',
      releaseAmount: 1_600,
      releaseEventId: 'event-1',
    });
    expect(shop.events).toEqual([
      {
        id: 'event-1',
        kind: 'release',
        detail: { productId: 'SKU1', orderId: 'release-e1' },
      },
    ]);
    expect(shop.orders.orders['release-e1']).toEqual({
      kind: 'release',
      orderId: 'release-e1',
      productId: 'SKU1',
      price: 1_600,
      onPriceRevision: 1,
      by: 'ben',
      why: RELEASE.text,
      givenAt: NOW,
      audit: { day: '2026-11-22', seq: 1 },
      ofEventId: 'e1',
    });
    expect(await releases()).toEqual(['priced']);
    expect(shop.states['SKU1']?.price?.amount).toBe(1_600);
    expect((await as('ben', 'GET', '/reviews/e1')).body.item).toMatchObject({
      state: 'released',
      releasedPrice: 1_600,
    });
  });

  it('can be at another price', async () => {
    const { as, shop } = await rejected();

    await as('ben', 'POST', '/reviews/e1/decide', { ...RELEASE, amount: 1_399 });

    expect(shop.orders.orders['release-e1']).toMatchObject({ price: 1_399 });
  });

  it('is refused below the floor, and the review stays open', async () => {
    const { as, shop } = await rejected();

    const { status, body } = await as('ben', 'POST', '/reviews/e1/decide', { ...RELEASE, amount: 399 });

    expect([status, body.detail]).toEqual([422, expect.stringContaining('EUR 4.00')]);
    expect(reviewOf(shop.reviews.steps['e1'] ?? [])?.queue).toBe('open');
    expect(shop.audited).toEqual([]);
  });

  it('lapses when another price has come in force', async () => {
    const { as, shop, rejects } = await rejected();
    await rejects('e2', 1_100);

    const { status, body } = await as('ben', 'POST', '/reviews/e1/decide', RELEASE);

    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'lapsed', lapsedBecause: expect.stringContaining('EUR 11.00') });
    expect(shop.events).toEqual([]);
    expect(shop.audited).toEqual(['ben review.lapse review e1']);
  });

  it('is held by the workflow where another price came in between, and lapses then', async () => {
    const { as, shop, rejects, releases } = await rejected();
    await as('ben', 'POST', '/reviews/e1/decide', RELEASE);
    await rejects('e2', 1_100);

    expect(await releases()).toEqual(['held']);

    expect(shop.states['SKU1']?.price?.amount).toBe(1_100);
    await as('ben', 'GET', '/reviews');
    expect((await as('ben', 'GET', '/reviews?state=lapsed')).body.items).toMatchObject([
      { reviewId: 'e1', lapsedBecause: expect.stringContaining('price-moved-on') },
    ]);
  });

  it('is sent later where whoever released it died before', async () => {
    const { as, shop, deps, later, releases } = await rejected();
    const bus = deps.bus.emit;
    deps.bus.emit = () => Promise.reject(new Error('the bus is down'));
    expect((await as('ben', 'POST', '/reviews/e1/decide', RELEASE)).body).toMatchObject({
      state: 'released',
    });
    deps.bus.emit = bus;

    await as('cleo', 'GET', '/reviews');
    expect(shop.events).toHaveLength(0);
    later(1);
    await as('cleo', 'GET', '/reviews');
    await as('cleo', 'GET', '/reviews');

    expect(shop.events).toHaveLength(1);
    expect(await releases()).toEqual(['priced']);
  });

  it('is settled by an event that was sent and never noted', async () => {
    const { as, shop, deps, later, releases } = await rejected();
    const add = deps.reviews.add;
    deps.reviews.add = async (id, step) => step.kind !== 'release-sent' && add(id, step);
    await as('ben', 'POST', '/reviews/e1/decide', RELEASE);
    deps.reviews.add = add;
    expect(await releases()).toEqual(['priced']);
    later(5);

    await as('ben', 'GET', '/reviews');

    expect(shop.events).toHaveLength(1);
    expect(reviewOf(shop.reviews.steps['e1'] ?? [])?.release?.settled).toEqual({
      eventId: 'event-1',
      price: 1_600,
    });
  });
});

describe('four eyes', () => {
  const SECOND = { text: 'I agree' };
  const strict = versions(CAREFUL);

  it('a large release takes a second person', async () => {
    const { as, shop, releases } = await rejected(strict);

    expect((await as('ben', 'POST', '/reviews/e1/decide', RELEASE)).body).toMatchObject({
      state: 'awaiting-second',
      requestedBy: 'ben',
      releaseAmount: 1_600,
    });
    expect(shop.events).toEqual([]);
    const own = await as('ben', 'POST', '/reviews/e1/confirm', SECOND);
    expect([own.status, own.body.detail]).toEqual([403, expect.stringContaining('another person')]);
    expect((await as('cleo', 'POST', '/reviews/e1/confirm', SECOND)).body).toMatchObject({
      state: 'released',
      requestedBy: 'ben',
      decidedBy: 'cleo',
    });
    expect(shop.orders.orders['release-e1']).toMatchObject({ by: 'ben', second: 'cleo', price: 1_600 });
    expect(await releases()).toEqual(['priced']);
    expect(shop.audited).toEqual([
      'ben review.request-release review e1',
      'ben request.refused reviews e1',
      'cleo review.confirm-release review e1',
    ]);
  });

  it('a second person may refuse, and the first take it back', async () => {
    const { as } = await rejected(strict);

    for (const person of ['cleo', 'ben']) {
      await as('ben', 'POST', '/reviews/e1/decide', RELEASE);
      expect((await as(person, 'POST', '/reviews/e1/refuse', { text: 'no' })).body.state).toBe('open');
    }
  });

  it('what waits for a second person is decided in no other way', async () => {
    const { as } = await rejected(strict);
    await as('ben', 'POST', '/reviews/e1/decide', RELEASE);

    for (const [path, body] of [
      ['decide', UPHOLD],
      ['decide', RELEASE],
      ['take', {}],
    ] as const)
      expect((await as('cleo', 'POST', `/reviews/e1/${path}`, body)).status).toBe(409);
  });

  it('a confirmation comes too late, too', async () => {
    const { as, shop, rejects } = await rejected(strict);
    await as('ben', 'POST', '/reviews/e1/decide', RELEASE);
    await rejects('e2', 1_100);

    expect((await as('cleo', 'POST', '/reviews/e1/confirm', SECOND)).body.state).toBe('lapsed');
    expect(shop.events).toEqual([]);
  });

  it('who wrote or approved the policy releases nothing that it judged', async () => {
    const notes = { 1: { by: 'ben', approvedBy: 'dana' } };
    const { as } = await rejected({
      policies: { default: { ...versions(lenient).policies.default, notes } },
    });

    for (const person of ['ben', 'dana'])
      expect((await as(person, 'POST', '/reviews/e1/decide', RELEASE)).status).toBe(403);
    expect((await as('cleo', 'POST', '/reviews/e1/decide', RELEASE)).status).toBe(200);
  });

  it('who changed the policy since releases nothing either', async () => {
    const { as, shop } = await rejected();
    shop.policies['default'] = {
      current: { version: 2, mode: 'live' },
      versions: { 1: terms(lenient), 2: terms(lenient) },
      notes: { 2: { by: 'ben' } },
    };

    expect((await as('ben', 'POST', '/reviews/e1/decide', RELEASE)).status).toBe(403);
  });

  it('who asked for the price does not release it', async () => {
    const { as, happens, shop } = desk({
      ...versions(lenient),
      products: { SKU1: product({ unitCost: undefined }) },
    });
    const event = rollback(1_600, { eventId: 'e1' });
    expect(await happens(event, undefined, { by: 'Ben' })).toBe('rejected');
    await as('ben', 'GET', '/reviews');
    shop.products['SKU1'] = product();

    expect((await as('ben', 'POST', '/reviews/e1/decide', RELEASE)).status).toBe(403);
    expect((await as('cleo', 'POST', '/reviews/e1/decide', RELEASE)).status).toBe(200);
  });
});

describe('who asked for what an event asks for', () => {
  const given = { orderId: 'edit', productId: 'SKU1', by: 'ann', why: 'x', givenAt: NOW };
  const orders = memoryOrders({
    orders: {
      rollback: rollbackOrder({ by: 'ann', onBehalfOf: 'kim' } as never),
      release: orderFor(release(900), 1, { by: 'ben', second: 'cleo' } as never) as Order,
      edit: { kind: 'edit', ...given, audit: { day: '2026-11-22', seq: 1 }, ofEventId: 'e0' },
    },
    used: {},
  });
  const row = (envelope: object) => ({ ...rowOf, envelope: JSON.stringify(envelope) });
  const rowOf = {
    eventId: 'e1',
    acceptedAt: NOW,
    receivedAt: NOW,
    envelope: '',
    executions: [],
    decisions: {},
    sweeps: 0,
  };

  it.each<[string, object, string[]]>([
    ['a change of stock', { detail: { productId: 'SKU1', stock: 1 } }, []],
    ['a rollback', { detail: { orderId: 'rollback' } }, ['ann', 'kim']],
    ['a release by two', { detail: { orderId: 'release' } }, ['ben', 'cleo']],
    ['an event that somebody changed', { detail: { stock: 1 }, edited: { orderId: 'edit' } }, ['ann']],
    [
      'an event that names people, which proves nothing',
      { detail: { by: 'eva' }, edited: { by: 'eva' } },
      [],
    ],
    ['an order that nobody gave', { detail: { orderId: 'forged' } }, []],
    ['an event that is none', { detail: 'text', edited: 7 }, []],
  ])('%s', async (_, envelope, expected) => {
    expect(await askedBy({ orders }, row(envelope))).toEqual(expected);
  });

  it('an event that is cut', async () => {
    expect(await askedBy({ orders }, { ...rowOf, envelope: '{"detail":… cut' })).toEqual([]);
  });
});

describe('the file of a review', () => {
  it('has all that a decision needs, and is written down as seen', async () => {
    const { as, shop } = await rejected();
    await as('ben', 'POST', '/reviews/e1/take');

    const { body } = await as('ben', 'GET', '/reviews/e1');

    expect(body).toMatchObject({
      item: { reviewId: 'e1', state: 'taken' },
      row: { eventId: 'e1', outcome: 'rejected' },
      evidence: [{ eventId: 'e1', context: 1 }],
      context: 1,
      product: { productId: 'SKU1' },
      terms: { policyId: 'default' },
      stateNow: { price: { amount: 1_000 } },
      priceThen: { amount: 1_000, currency: 'EUR' },
      wouldHaveDone: { price: 1_600, changePercent: 60 },
      boundsNow: { lower: 400 },
      history: [{ kind: 'opened' }, { kind: 'taken', by: 'ben' }],
      may: { uphold: true, release: true, escalate: true, confirm: 'Nobody has asked for its release.' },
      secondPersonAbove: { changePercent: 100 },
    });
    expect(body.reasonCodes.release).toContain('price-is-right');
    expect(shop.audited).toEqual(['ben view-review review e1']);
  });

  it('says why somebody may not', async () => {
    const { as } = await rejected();
    await as('cleo', 'POST', '/reviews/e1/take');

    const { may } = (await as('ben', 'GET', '/reviews/e1')).body;

    expect(may).toMatchObject({
      uphold: expect.stringContaining('cleo holds it'),
      release: expect.stringContaining('cleo'),
    });
  });

  it('says that nothing can be released where no floor is known, and shows no bounds to keep to', async () => {
    const { as, shop } = await rejected();
    shop.products['SKU1'] = product({ unitCost: undefined });

    const { body } = await as('ben', 'GET', '/reviews/e1');

    expect(body.may).toMatchObject({ uphold: true, release: expect.stringContaining('floor-known') });
    expect(body).not.toHaveProperty('boundsNow');
  });

  it('is there for a rejection that nobody has looked for yet', async () => {
    const { as, rejects } = desk();
    await rejects('e1');

    expect((await as('ben', 'GET', '/reviews/e1')).body.item).toMatchObject({
      reviewId: 'e1',
      state: 'open',
    });
  });

  it('is not there for what was never rejected', async () => {
    expect((await desk().as('ben', 'GET', '/reviews/e9')).status).toBe(404);
    expect((await desk().as('ben', 'POST', '/reviews/e9/take')).status).toBe(404);
  });
});

describe('50 people who press at once', () => {
  it('make one decision, and the audit log tells of the others', async () => {
    const { as, shop } = await rejected();
    const people = Array.from({ length: 50 }, (_, each) => (each % 2 === 0 ? 'ben' : 'cleo'));

    const answers = await Promise.all(
      people.map((person, each) =>
        as(person, 'POST', '/reviews/e1/decide', each % 3 === 0 ? UPHOLD : RELEASE),
      ),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    expect(shop.events.length).toBeLessThanOrEqual(1);
    const asked = shop.audited.filter((line) => !line.includes('not-done'));
    expect(shop.audited.filter((line) => line.includes('not-done'))).toHaveLength(asked.length - 1);
  });
});
