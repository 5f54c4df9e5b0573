import { afterEach, describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decision.ts';
import type { LedgerRow } from '../../../domain/record/ledger.ts';
import type { TraceEntry } from '../../../domain/record/trace-part.ts';
import { shift } from '../../../domain/values/time.ts';
import { type Shop, terms } from '../api/support.ts';
import { guarded, NOW, on, product, proposal, state } from '../domain/make.ts';
import { fileOf, pricewire, type Ran, type Served, serve } from './support.ts';

let stack: Served;
afterEach(() => stack.stop());

const ask = (...args: string[]): Promise<Ran> => pricewire([...args, '--url', stack.url]);
async function askJson(...args: string[]) {
  const ran = await ask(...args, '--json');
  return { ...ran, json: JSON.parse(ran.out) };
}

const row = (changes: Partial<LedgerRow> = {}): LedgerRow => ({
  eventId: 'put-1',
  productId: 'SKU1',
  kind: 'inventory',
  acceptedAt: NOW,
  receivedAt: NOW,
  envelope: '{}',
  executions: ['arn:one'],
  decisions: {},
  outcome: 'priced',
  reason: 'approved',
  closedAt: NOW,
  publishedAt: NOW,
  latencyMs: 42,
  revision: 2,
  sweeps: 0,
  ...changes,
});
const withRow = (changes: Partial<LedgerRow> = {}, more: Partial<Shop> = {}): Partial<Shop> => ({
  ledger: { rows: { 'put-1': row(changes) }, evidence: {} },
  ...more,
});

describe('send', () => {
  it('puts an inventory event on the bus and prints its id', async () => {
    stack = await serve();
    const args = [
      '--stock',
      '3',
      '--sequence',
      '7',
      '--occurred-at',
      '2026-11-22T13:00:00+01:00',
      '--reason',
      'sale',
      '--expected-restock-at',
      '2026-11-24T06:00:00Z',
    ];
    const { code, out } = await ask('send', '--product', 'SKU1', ...args);
    expect([code, out]).toEqual([0, 'put-1\n']);
    expect(stack.puts).toMatchObject([
      {
        EventBusName: 'pricewire',
        DetailType: 'InventoryChanged',
        detail: {
          ...{ productId: 'SKU1', stock: 3, sequence: 7, occurredAt: NOW, reason: 'sale' },
          expectedRestockAt: '2026-11-24T06:00:00.000Z',
        },
      },
    ]);
  });

  it('takes the next sequence when none is given', async () => {
    stack = await serve({ states: { SKU1: state({ sequence: 41 }) } });
    expect((await askJson('send', '--product', 'SKU1', '--stock', '3')).json.sequence).toBe(42);
    expect(stack.puts[0]?.detail.sequence).toBe(42);
  });

  it('waits for the outcome, and prints it', async () => {
    stack = await serve();
    const sent = ask('send', '--product', 'SKU1', '--stock', '3', '--wait');
    await expect.poll(() => stack.puts.length).toBe(1);
    stack.shop.ledger.rows['put-1'] = row();
    const { code, out } = await sent;
    expect(code).toBe(0);
    expect(out).toMatch(/outcome +priced\n/);
    expect(out).toMatch(/latency +42 ms\n/);
  });

  it('ends in 1 when the event is dead-lettered', async () => {
    stack = await serve(withRow({ outcome: 'dead-lettered', reason: 'SequenceJump: too far' }));
    const { code, json } = await askJson('send', '--product', 'SKU1', '--stock', '3', '--wait');
    expect([code, json.row.reason]).toEqual([1, 'SequenceJump: too far']);
  });

  it('ends in 1 when there is no outcome in time', async () => {
    stack = await serve();
    const { code, err } = await ask('send', '--product', 'SKU1', '--stock', '3', '--wait', '--timeout', '1');
    expect([code, err]).toEqual([
      1,
      'pricewire: event put-1 has no outcome after 1 s; see: pricewire trace put-1\n',
    ]);
  });

  it('says why the bus refused the event', async () => {
    stack = await serve({}, () => ({ ErrorCode: 'Throttled', ErrorMessage: 'slow down' }));
    const { code, err } = await ask('send', '--product', 'SKU1', '--stock', '3', '--sequence', '1');
    expect([code, err]).toEqual([1, 'pricewire: the event bus refused the event: Throttled: slow down\n']);
  });

  it.each([
    ['--stock', '-1'],
    ['--stock', '1.5'],
    ['--sequence', 'x'],
    ['--occurred-at', 'yesterday'],
    ['--product', ' '],
  ])('with %s %s is bad input, and puts nothing', async (name, value) => {
    stack = await serve();
    const { code } = await ask('send', '--product', 'SKU1', '--stock', '1', '--sequence', '1', name, value);
    expect([code, stack.puts]).toEqual([2, []]);
  });
});

describe('products', () => {
  it('import takes CSV with decimals, says what is wrong by line, and lets the others in', async () => {
    stack = await serve();
    const file = fileOf(
      'c.csv',
      'productId,name,category,currency,listPrice,unitCost\nA,Pan,kitchen,EUR,12.34,\nB,Pot,kitchen,EUR,1.234,1\nC,,kitchen,EUR,1,1\n',
    );
    const { code, json, err } = await askJson('products', 'import', file, '--decimal');
    expect([code, json.added, json.problems.map(({ line }: { line: number }) => line)]).toEqual([
      1,
      1,
      [3, 4],
    ]);
    expect(stack.shop.products['A']).toMatchObject({ listPrice: 1_234 });
    expect(stack.shop.products['A']).not.toHaveProperty('unitCost');
    expect(err).toContain('c.csv:3: listPrice: 1.234 has more than the 2 decimals of EUR');
    expect(err).toContain('c.csv:4: C: name: ');
  });

  it('import takes whole minor units unless it is told of decimals', async () => {
    stack = await serve();
    const csv =
      'productId,name,category,currency,listPrice\nA,Pan,kitchen,EUR,1234\nB,Pot,kitchen,EUR,12.34\n';
    const { code, err } = await ask('products', 'import', fileOf('c.csv', csv));
    expect(code).toBe(1);
    expect(stack.shop.products['A']).toMatchObject({ listPrice: 1_234 });
    expect(err).toContain('use --decimal');
  });

  it('import takes JSON and JSONL', async () => {
    stack = await serve();
    const list = [{ ...product(), productId: 'A' }, 7];
    const one = JSON.stringify({ ...product(), productId: 'B' });
    const json = await askJson('products', 'import', fileOf('c.json', JSON.stringify({ products: list })));
    const jsonl = await askJson('products', 'import', fileOf('c.jsonl', one));
    expect(json.json).toMatchObject({ added: 1, problems: [{ line: 2 }] });
    expect(jsonl.json).toMatchObject({ added: 1, problems: [] });
    expect((await ask('products', 'import', fileOf('c.json', '{}'))).code).toBe(2);
  });

  it('import leaves what the file has no column for as it is, and names what an empty cell clears', async () => {
    const before = product({ minimumAdvertisedPrice: 9_50, minimumPrice: 500 });
    stack = await serve({ products: { SKU1: before } });
    const some = fileOf('some.csv', 'productId,listPrice\nSKU1,1100\n');
    expect((await ask('products', 'import', some)).out).toBe(
      '0 products added, 1 changed, 0 unchanged, 0 refused.\n',
    );
    expect(stack.shop.products['SKU1']).toEqual({ ...before, listPrice: 1_100 });

    const empty = fileOf('empty.csv', 'productId,minimumAdvertisedPrice,minimumPrice\nSKU1,,500\n');
    const { out, err } = await ask('products', 'import', empty);
    expect(out).toBe('0 products added, 1 changed, 0 unchanged, 0 refused; 1 fields cleared.\n');
    expect(err).toContain('empty.csv:2: SKU1: minimumAdvertisedPrice: cleared; it was EUR 9.50\n');
    expect(stack.shop.products['SKU1']).not.toHaveProperty('minimumAdvertisedPrice');
    expect(stack.shop.products['SKU1']).toMatchObject({ listPrice: 1_100, minimumPrice: 500, unitCost: 400 });
  });

  it.each([
    ['c.json', JSON.stringify([{ productId: 'SKU1', unitCost: null }])],
    ['c.jsonl', JSON.stringify({ productId: 'SKU1', unitCost: null })],
  ])('import clears what is null in %s, and nothing that is not there', async (name, content) => {
    stack = await serve({ products: { SKU1: product({ minimumPrice: 500 }) } });
    const { json } = await askJson('products', 'import', fileOf(name, content));
    expect(json.cleared).toEqual([
      {
        line: 1,
        productId: 'SKU1',
        field: 'unitCost',
        before: 400,
        message: 'unitCost: cleared; it was EUR 4.00',
      },
    ]);
    expect(stack.shop.products['SKU1']).toEqual(product({ unitCost: undefined, minimumPrice: 500 }));
  });

  it('import refuses contradictory terms by line and field, and warns of products that get no price', async () => {
    const guardrails = { priceBand: { highest: 900 } };
    stack = await serve({
      products: {},
      policies: {
        default: { current: { version: 1, mode: 'live' }, versions: { 1: terms({ guardrails }) } },
      },
    });
    const csv =
      'productId,name,category,currency,listPrice,unitCost,minimumAdvertisedPrice,highestPrice\n' +
      'A,Pan,kitchen,EUR,800,400,,300\nB,Pot,kitchen,EUR,899,400,950,\n';
    const { code, err, json } = await askJson('products', 'import', fileOf('c.csv', csv));
    expect([code, json.added]).toEqual([1, 1]);
    expect(err).toContain('c.csv:2: A: unitCost: EUR 4.00 is above highestPrice, EUR 3.00');
    expect(err).toMatch(
      /warning {2}.*c\.csv:3: B: listPrice: no price can pass policy default: .* EUR 9\.50, .* EUR 9\.00; the product gets no price\n/,
    );
  });

  it('import takes each product once, however many calls the file takes, and each column', async () => {
    stack = await serve();
    const lines = Array.from({ length: 450 }, (_, at) =>
      JSON.stringify({ ...product(), productId: `P${at % 449}` }),
    );
    const { json } = await askJson('products', 'import', fileOf('c.jsonl', lines.join('\n')));
    expect(json.problems).toEqual([
      { line: 450, productId: 'P0', message: 'productId: is already in line 1' },
    ]);
    const twice = fileOf('c.csv', 'productId,unitCost,unitCost\nP1,1,2\n');
    expect(await ask('products', 'import', twice)).toMatchObject({
      code: 2,
      err: expect.stringContaining('more than one column is named unitCost'),
    });
  });

  it('import wants the currency of amounts that are decimals, and passes over a column without a name', async () => {
    stack = await serve();
    const decimal = await ask(
      'products',
      'import',
      fileOf('c.csv', 'productId,listPrice\nSKU1,9.99\n'),
      '--decimal',
    );
    expect(decimal.err).toContain('currency: is required with --decimal');
    const trailing = fileOf('t.csv', 'productId,listPrice,\nSKU1,1100,\n');
    expect((await askJson('products', 'import', trailing)).json.changed).toBe(1);
  });

  it('import shows the first fifty warnings, and all as JSON', async () => {
    stack = await serve();
    const lines = Array.from({ length: 52 }, (_, at) =>
      JSON.stringify({ ...product(), productId: `P${at}`, unitCost: null }),
    );
    const { err, json } = await askJson('products', 'import', fileOf('c.jsonl', lines.join('\n')));
    expect(json.warnings).toHaveLength(52);
    expect(err).toContain('and 2 more warnings; to list them all, add --json\n');
    expect(err.match(/^warning /gm)).toHaveLength(50);
  });

  it('import sends more products than fit in one call', async () => {
    stack = await serve();
    const lines = Array.from({ length: 450 }, (_, at) =>
      JSON.stringify({ ...product(), productId: `P${at}` }),
    );
    const { json } = await askJson('products', 'import', fileOf('c.jsonl', lines.join('\n')));
    expect(json.added).toBe(450);
  });

  it('list says when there are more, and lists all on demand', async () => {
    const products = Object.fromEntries(['A', 'B', 'C'].map((id) => [id, product({ productId: id })]));
    stack = await serve({ products });
    const some = await ask('products', 'list', '--limit', '2');
    expect(some.out).toMatch(
      /^PRODUCT .*\nA +Kettle +kitchen +EUR 10\.00 +EUR 4\.00 +default +active\nB .*\n$/,
    );
    expect(some.err).toBe('More products: --after B\n');
    const all = await askJson('products', 'list', '--all');
    expect([all.json.products.length, all.err]).toEqual([3, '']);
  });

  it('show tells product and price state', async () => {
    stack = await serve({ states: { SKU1: state({ stock: 17 }) } });
    const { out } = await ask('products', 'show', 'SKU1');
    expect(out).toMatch(/listPrice +EUR 10\.00/);
    expect(out).toMatch(/stock +17/);
    expect(await ask('products', 'show', 'NONE')).toEqual({
      code: 1,
      out: '',
      err: 'pricewire: product NONE is not in the catalog\n',
    });
  });
});

describe('policy', () => {
  it('show lists the policies, or tells the terms of one, ready to be put again', async () => {
    stack = await serve();
    expect((await ask('policy', 'show')).out).toMatch(/default +1 +live +not used/);
    expect((await ask('policy', 'show', 'default')).out).toContain('default, version 1, in force, mode live');
    const { out } = await ask('policy', 'show', 'default', '--terms');
    const file = fileOf('p.json', out);
    expect(await ask('policy', 'put', file)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/second person: pricewire policy draft FILE --why TEXT/),
    });
    expect((await ask('policy', 'put', file, '--break-glass')).err).toContain('--break-glass needs --why');
    const { code, json } = await askJson('policy', 'put', file, '--break-glass', '--why', 'at night');
    expect([code, json.version, json.repriced]).toEqual([0, 2, 1]);
    expect((await ask('policy', 'show', 'default', '--version', '1')).out).toContain('version 2 is in force');
  });

  it('draft and approve put a version in force by two people, and by no fewer', async () => {
    stack = await serve();
    const file = fileOf('p.json', (await ask('policy', 'show', 'default', '--terms')).out);
    const { json: draft } = await askJson('policy', 'draft', file, '--why', 'steps of 5%');
    expect(draft).toMatchObject({ policyId: 'default', basedOn: 1, state: 'open' });

    const own = await ask('policy', 'approve', draft.draftId);
    const other = await pricewire(['policy', 'approve', draft.draftId, '--url', stack.url], {
      env: { USER: 'ben' },
    });

    expect([own.code, own.err]).toEqual([1, expect.stringContaining('another person has to approve it')]);
    expect([other.code, other.out]).toEqual([0, expect.stringContaining('version 2 is in force')]);
  });

  it('check tells problems and warnings, and ends in 1 for problems', async () => {
    stack = await serve();
    const below = terms({ guardrails: { priceBand: { percentOfList: { lowest: 50, highest: 90 } } } });
    const crossed = terms({ guardrails: { priceBand: { lowest: 2, highest: 1 } } });
    const warned = fileOf('w.json', JSON.stringify(below));
    const bad = fileOf('b.json', JSON.stringify({ ...terms(), rules: 7 }));
    const { code, out } = await ask('policy', 'check', warned);
    expect(code).toBe(0);
    expect(out).toContain('warning  guardrails.priceBand.percentOfList: leaves out the list price');
    expect(out).toContain(
      'warning  products: 1 with listPrice outside the bounds: SKU1: listPrice: EUR 10.00',
    );
    expect(await ask('policy', 'check', fileOf('c.json', JSON.stringify(crossed)))).toMatchObject({
      code: 1,
      out: 'problem  guardrails.priceBand: is empty: at least 2, at most 1; every price would be rejected\n',
    });
    expect((await ask('policy', 'check', warned, '--strict')).code).toBe(1);
    expect(await ask('policy', 'check', bad)).toMatchObject({
      code: 1,
      out: expect.stringContaining('problem  rules: '),
    });
    expect((await ask('policy', 'check', fileOf('g.json', JSON.stringify(terms())))).out).toContain(
      'are valid',
    );
  });

  it('put refuses terms that are not valid, in one line', async () => {
    stack = await serve();
    const { code, err } = await ask(
      'policy',
      'put',
      fileOf('p.json', JSON.stringify({ ...terms(), rules: 7 })),
    );
    expect(code).toBe(2);
    expect(err).toMatch(/^pricewire: rules: .*\n$/);
    expect((await ask('policy', 'put', fileOf('p.json', '{"policyId":'))).err).toContain(
      'p.json is not JSON',
    );
    expect((await ask('policy', 'put', fileOf('p.json', '[]'))).err).toContain('policyId: is missing');
  });

  it('mode changes the mode, and says what is repriced', async () => {
    stack = await serve();
    expect((await ask('policy', 'mode', 'default', 'paused')).out).toBe(
      'default: went from live to paused.\n',
    );
    expect((await ask('policy', 'mode', 'default', 'live')).out).toContain('1 products are being repriced');
    expect((await ask('policy', 'mode', 'default', 'off')).code).toBe(2);
    expect((await ask('policy', 'mode', 'gold', 'live')).code).toBe(1);
  });
});

describe('price get', () => {
  it('tells what the storefront answers, and ends in 1 if one has no price', async () => {
    stack = await serve({ states: { SKU1: state() } });
    expect((await ask('price', 'get', 'SKU1')).out).toMatch(/SKU1 +EUR 10\.00 +- +1 .* cache\n$/);
    const { code, json, err } = await askJson('price', 'get', 'SKU1', 'SKU9');
    expect([code, json.prices.length, json.missing, err]).toEqual([
      1,
      1,
      [{ productId: 'SKU9', why: 'is not known here' }],
      'SKU9: is not known here\n',
    ]);
  });

  it('tells the price states of the record on demand', async () => {
    stack = await serve({ states: { SKU1: state({ sequence: 41 }) } });
    expect((await ask('price', 'get', 'SKU1', '--record')).out).toMatch(
      /^SKU1\nprice in force +EUR 10\.00\n/,
    );
    expect((await askJson('price', 'get', 'SKU1', '--record')).json.states[0].sequence).toBe(41);
  });
});

describe('reprice and sequence reset', () => {
  it('reprices what is named, or all', async () => {
    stack = await serve();
    expect((await ask('reprice', 'SKU1', '--why', 'new costs')).out).toBe('SKU1  event-1\n');
    expect(stack.shop.events[0]?.detail).toMatchObject({ why: 'new costs' });
    expect((await askJson('reprice', '--all')).json).toEqual({ repriced: 1, held: {} });
    expect((await ask('reprice')).code).toBe(2);
    expect((await ask('reprice', 'SKU1', '--all')).code).toBe(2);
  });

  it('resets a sequence', async () => {
    stack = await serve({ states: { SKU1: state({ sequence: 900 }) } });
    const { out } = await ask('sequence', 'reset', 'SKU1', '--to', '41');
    expect(out).toBe('SKU1: the sequence was 900; the next sequence must be above 41.\n');
    expect(stack.shop.states['SKU1']?.sequence).toBe(41);
    expect((await ask('sequence', 'reset', 'SKU1')).out).toContain('any next sequence is accepted');
  });
});

describe('ledger', () => {
  it('list tells one event a line', async () => {
    stack = await serve(withRow());
    const { out } = await ask('ledger', 'list', '--product', 'SKU1', '--since', '2026-11-01');
    expect(out).toMatch(/\n2026-11-22T12:00:00\.000Z +SKU1 +inventory +priced +42 ms +approved +put-1\n$/);
    expect((await askJson('ledger', 'list', '--outcome', 'held')).json).toEqual({ events: [] });
  });

  it('show tells the proposal and the trail of the guardrails', async () => {
    const decision = decide(on({ policy: guarded({ maxStep: { percent: 5 } }) }), proposal(1_100));
    const evidence = {
      'put-1#1': { eventId: 'put-1', productId: 'SKU1', context: 1, proposal: proposal(1_100), decision },
    };
    stack = await serve({ ledger: { rows: { 'put-1': row() }, evidence } });
    const { out } = await ask('ledger', 'show', 'put-1');
    expect(out).toMatch(/decision on revision +1 \(committed\)/);
    expect(out).toMatch(/proposal +EUR 11\.00/);
    expect(out).toMatch(/max-step +clamp +EUR 11\.00 +EUR 10\.50 +5% above the price in force/);
    expect((await ask('ledger', 'show', 'none')).err).toBe('pricewire: the ledger has no event none\n');
  });

  it('shows control characters in a text from elsewhere, and does not send them to the terminal', async () => {
    stack = await serve(withRow({ reason: 'red \u001b[31m alert' }));
    expect((await ask('ledger', 'list')).out).toContain('red \\x1b[31m alert');
  });
});

describe('trace', () => {
  const ran = (...entries: TraceEntry[]) =>
    withRow({
      executions: ['arn:one'],
      outcome: 'superseded',
      reason: 'sequence 9 was decided before',
      traces: { 'one#0': { execution: 'one', from: 0, entries } },
    });
  const at = (ms: number) => shift(NOW, ms);
  const receive = { state: 'ReceiveEvent', entered: at(-20), left: at(-12), began: at(-16), ended: at(-13) };
  const load = {
    state: 'LoadContext',
    entered: at(-12),
    left: at(-3),
    retries: 1,
    began: at(-5),
    ended: at(-4),
  };
  const close = { state: 'Close', entered: at(-3), began: NOW };

  it('shows each state with its time, its work, attempts and result, and how the execution ended', async () => {
    stack = await serve(ran(receive, load, close));
    const { out, err } = await ask('trace', 'put-1');
    expect(out).toContain(
      'arn:one\nsucceeded in 20 ms, started 2026-11-22T11:59:59.980Z: closed the event: superseded',
    );
    expect(out).toMatch(/\+8 ms +LoadContext +9 ms +1 ms +2 \(failed\) +\{"next":"supersede"/);
    expect(out).toMatch(/\+17 ms +ChooseWay +derived/);
    expect(err).toBe('');
  });

  it('shows the error that ended a state', async () => {
    const error = { error: 'StoreUnavailable', cause: '{"errorMessage":"gone"}' };
    stack = await serve(ran(receive, { state: 'LoadContext', entered: at(-12), left: at(-3), error }));
    const { out } = await ask('trace', 'put-1');
    expect(out).toMatch(/LoadContext +9 ms +- +1 \(StoreUnavailable\) +StoreUnavailable: gone/);
    expect(out).toContain(
      'put the event into the queue of waiting events, since LoadContext failed with StoreUnavailable: gone',
    );
  });

  it('shows whole payloads on demand, and which of them are kept and which derived', async () => {
    stack = await serve(ran(receive, load, close));
    const { out } = await ask('trace', 'put-1', '--full');
    expect(out).toContain('LoadContext (Task), took 9 ms, 1 ms of it work');
    expect(out).toContain('  attempt 2: succeeded in 1 ms');
    expect(out).toContain('  answered (kept: reason; derived: next): {\n    "next": "supersede"');
  });

  it('says what an execution left that died', async () => {
    stack = await serve(withRow({ executions: ['arn:lost'], traces: {} }));
    expect((await ask('trace', 'put-1')).out).toContain('arn:lost\nunfinished: left nothing, and died');
  });

  it('says in a line that the trace of an earlier version is not in the record', async () => {
    stack = await serve(withRow());
    const { err } = await ask('trace', 'put-1');
    expect(err).toMatch(/^An earlier version of Pricewire wrote this event: .*not in the record\.\n$/);
  });

  it('answers the whole trace as JSON', async () => {
    stack = await serve(ran(receive, load, close));
    expect((await askJson('trace', 'put-1')).json.executions[0].states[1].attempts).toHaveLength(2);
  });
});

describe('dlq', () => {
  const queues = {
    'dead-letters': [
      {
        messageId: 'm1',
        body: JSON.stringify({
          eventId: 'e1',
          productId: 'SKU1',
          stage: 'Commit',
          reason: 'X: no',
          deadLetteredAt: NOW,
        }),
        attributes: {},
      },
    ],
    undelivered: [{ messageId: 'm2', body: '{"id":"e2"}', attributes: { ERROR_CODE: 'TooLarge' } }],
  };

  it('list tells either queue', async () => {
    stack = await serve({ queues });
    expect((await ask('dlq', 'list')).out).toMatch(/SKU1 +Commit +X: no +e1\n$/);
    expect((await ask('dlq', 'list', '--undelivered')).out).toMatch(/TooLarge +e2\n$/);
  });

  it('show tells a letter whole', async () => {
    stack = await serve({ queues });
    expect((await ask('dlq', 'show', 'e2')).out).toMatch(/ERROR_CODE +TooLarge\n\n\{\n {2}"id": "e2"\n\}/);
    expect((await ask('dlq', 'show', 'none')).code).toBe(1);
  });
});

describe('status', () => {
  it('tells what the stack says of itself', async () => {
    stack = await serve();
    expect(await ask('status')).toEqual({ code: 0, out: 'running  true\n', err: '' });
  });
});
