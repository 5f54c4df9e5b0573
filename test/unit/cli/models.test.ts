import { afterEach, describe, expect, it } from 'vitest';
import { askModel } from '../../../adapters/demand-models.ts';
import type { Proposal } from '../../../domain/context/proposal.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { proposeByRules } from '../../../domain/proposals/rules.ts';
import type { Evidence, LedgerRow } from '../../../domain/record/ledger.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { hoursAgo, inForce, inventory, NOW, on, policy, product, state } from '../domain/make.ts';
import { fileOf, pricewire, type Ran, type Served, serve } from './support.ts';

let stack: Served;
afterEach(() => stack.stop());

const ask = (...args: string[]): Promise<Ran> => pricewire([...args, '--url', stack.url]);
const askJson = async (...args: string[]) => JSON.parse((await ask(...args, '--json')).out);

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
  revision: 2,
  sweeps: 0,
  ...changes,
});

/** With a high stock the model proposes about twice the cost; the policy allows a step of 5%. */
const circumstances = on({
  event: inventory({ stock: 5_000 }),
  product: product({ baselineUnitsPerHour: 2 }),
  policy: policy({ model: { use: true, candidates: 15 }, guardrails: { maxStep: { percent: 5 } } }),
});
const byModel = (): Promise<Proposal> => askModel(elasticModel(), circumstances);

/** A stack with event `put-1`, decided on this proposal. */
const serveDecided = (proposal: Proposal | undefined, changes: Partial<Evidence>[] = [{}], of = row()) =>
  serve({
    ledger: {
      rows: { 'put-1': of },
      evidence: Object.fromEntries(
        changes.map((each, at) => [
          `put-1#${at}`,
          {
            eventId: 'put-1',
            productId: 'SKU1',
            context: 1,
            ...(proposal ? { proposal } : {}),
            decision: decide(circumstances, proposal),
            ...each,
          },
        ]),
      ),
    },
  });

describe('explain', () => {
  it('says what became of the event, and what was proposed', async () => {
    const proposal = await byModel();
    stack = await serveDecided(proposal);
    const { code, out } = await ask('explain', 'put-1');
    expect(code).toBe(0);
    expect(proposal.amount).toBeLessThan(950);
    expect(out.split('\n')[0]).toBe(
      `SKU1: priced, EUR 10.00 -> EUR 9.50 (max-step: 5% below the price in force); model proposed EUR ${((proposal.amount ?? 0) / 100).toFixed(2)}.`,
    );
  });

  it('tells the level of demand and what the model was told', async () => {
    stack = await serveDecided(await byModel());
    const { out } = await ask('explain', 'put-1');
    expect(out).toMatch(/proposed by +demand@0123456789ab\n/);
    expect(out).toMatch(/demand level +2 units an hour at index 1, \+\/- 70%\n/);
    expect(out).toMatch(/index at the reference +1\.0000 at EUR 10\.00\n/);
    expect(out).toMatch(/hoursLeft +24\n/);
    expect(out).toMatch(/sell until +2026-11-23 12:00:00 UTC: the policy's number of hours, since neither/);
  });

  it('shows the candidates around the best one, and by how much they earn less', async () => {
    const { curve = [], ...proposal } = await byModel();
    stack = await serveDecided({ ...proposal, curve });
    const { out } = await ask('explain', 'put-1', '--neighbours', '2');
    const best = curve.findIndex(({ price }) => price === proposal.amount);
    const lines = out.split('\n').filter((line) => /^>? +EUR \d/.test(line));
    expect(lines).toHaveLength(5);
    expect(lines.filter((line) => line.startsWith('>'))).toHaveLength(1);
    const above = curve[best + 1];
    const less = 100 * ((above?.expectedProfit ?? 0) / (curve[best]?.expectedProfit ?? 0) - 1);
    const shown = lines.find((line) => line.includes(`EUR ${((above?.price ?? 0) / 100).toFixed(2)} `));
    expect(shown).toContain(`${less.toFixed(2)}%`);
  });

  it('shows the whole curve on demand, and no neighbours where none are asked for', async () => {
    stack = await serveDecided(await byModel());
    const candidates = async (count: string) =>
      (await ask('explain', 'put-1', '--neighbours', count)).out
        .split('\n')
        .filter((line) => /^>? +EUR \d/.test(line));
    expect(await candidates('25')).toHaveLength(15);
    expect(await candidates('0')).toHaveLength(1);
  });

  it('shows the trail of the guardrails', async () => {
    stack = await serveDecided(await byModel());
    const { out } = await ask('explain', 'put-1');
    expect(out).toMatch(/GUARDRAIL +VERDICT +BEFORE +AFTER +BECAUSE\n/);
    expect(out).toMatch(/max-step +clamp +EUR \d\.\d\d +EUR 9\.50 +/);
  });

  it('says why the rules were followed, without a curve', async () => {
    stack = await serveDecided(proposeByRules(circumstances, 'ModelTimeout: no answer'));
    const { out } = await ask('explain', 'put-1');
    expect(out).toMatch(/fallback reason +ModelTimeout: no answer\n/);
    expect(out).not.toContain('CANDIDATE');
  });

  it('says that the price of the model is kept while it is away, and for how long', async () => {
    const here = {
      ...circumstances,
      policy: policy({ model: { use: true }, rules: [{ kind: 'keep-price', forMinutes: 120 }] }),
      state: state({
        modelAnswer: {
          at: hoursAgo(1),
          policy: 'default@1',
          listPrice: 1_000,
          unitCost: 400,
          priceRevision: 1,
        },
      }),
    };
    stack = await serveDecided(proposeByRules(here, 'ModelTimeout: no answer'));
    const { out } = await ask('explain', 'put-1');
    expect(out).toMatch(
      /price kept +the price stays as the model left it at 2026-11-22 11:00:00 UTC; the other rules follow 120 min after that\n/,
    );
  });

  it('says that the price is an experiment, what it may cost, and how well the slope is known', async () => {
    const made = await byModel();
    const slope = { shift: -0.25, sd: 0.5, listPrice: 1_000, centre: 0, caution: 1 };
    const demand = made.demand && { ...made.demand, slope, experiment: { lossPerHour: 5 } };
    stack = await serveDecided({ ...made, ...(demand ? { demand } : {}) });
    const { out } = await ask('explain', 'put-1');
    expect(out).toMatch(/demand slope +-0.25 to the model's, \+\/- 0.50\n/);
    expect(out).toMatch(/experiment +an experiment to learn the slope; expected to cost EUR 1.20 a day\n/);
  });

  it('says that the price stays where the decision has none', async () => {
    const decision = decide({ ...circumstances, event: inventory({ stock: 0 }) }, undefined);
    stack = await serveDecided(undefined, [{ decision }]);
    expect((await ask('explain', 'put-1')).out).toBe('SKU1: held, EUR 10.00 stays (out-of-stock).\n');
  });

  it('tells a product that never had a price from one that did', async () => {
    const first = { ...circumstances, state: state({ price: undefined }) };
    stack = await serveDecided(undefined, [{ decision: decide(first, undefined) }]);
    expect((await ask('explain', 'put-1')).out).toContain('held, no price stays');
  });

  it('explains the decision that was committed, of several', async () => {
    const at = (price: number) =>
      decide({ ...circumstances, state: state({ price: inForce(price) }) }, undefined);
    const several = [
      { context: 3, decision: at(1_300) },
      { context: 4, decision: at(1_400) },
      { context: 5, decision: at(1_500) },
    ];
    stack = await serveDecided(undefined, several, row({ revision: 5, outcome: 'held' }));
    expect((await ask('explain', 'put-1')).out).toContain('EUR 14.00 stays');
  });

  it('says so of an event that ended without a decision', async () => {
    stack = await serveDecided(
      undefined,
      [],
      row({ outcome: 'superseded', reason: 'sequence 9 was decided' }),
    );
    const { code, out } = await ask('explain', 'put-1');
    expect([code, out]).toEqual([0, 'put-1 ended superseded without a decision: sequence 9 was decided.\n']);
  });

  it('says so of an event whose evidence has expired, and why it ended so', async () => {
    stack = await serveDecided(undefined, [], row({ revision: 5, outcome: 'held', reason: 'dead-band' }));
    expect((await ask('explain', 'put-1')).out).toBe(
      'put-1 ended held: dead-band. The evidence of its decision has expired and was deleted.\n',
    );
  });

  it('says since when the evidence has expired, and how long it was kept', async () => {
    const ended = {
      revision: 5,
      outcome: 'held',
      reason: 'dead-band',
      closedAt: '2026-11-22T12:00:00.000Z',
    } as const;
    stack = await serveDecided(undefined, [], row({ ...ended, evidenceDays: 30 }));
    const expired = 'The evidence of its decision expired on 2026-12-22, kept for 30 days.';
    expect((await ask('explain', 'put-1')).out).toBe(`put-1 ended held: dead-band. ${expired}\n`);
    expect((await ask('ledger', 'show', 'put-1')).out).toContain(expired);
  });

  it('prints the row and its evidence as JSON', async () => {
    stack = await serveDecided(await byModel());
    expect(await askJson('explain', 'put-1')).toMatchObject({
      row: { eventId: 'put-1' },
      evidence: [{ proposal: { by: 'demand@0123456789ab' }, decision: { price: 950 } }],
    });
  });

  it('names an event that there is not, and takes no fewer neighbours than none', async () => {
    stack = await serve();
    expect(await ask('explain', 'none')).toMatchObject({
      code: 1,
      err: 'pricewire: the ledger has no event none\n',
    });
    expect((await ask('explain', 'put-1', '--neighbours', '-1')).code).toBe(2);
  });
});

describe('models', () => {
  it('list tells what is deployed, the default first', async () => {
    stack = await serve();
    const { code, out } = await ask('models', 'list');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^ENDPOINT .*\ndemand +0123456789ab +log-linear +0\.3 to 3 +week +0\nnext +0123456789ab .*\n$/,
    );
    expect((await askJson('models', 'list')).models).toMatchObject([
      { endpoint: 'demand' },
      { endpoint: 'next' },
    ]);
  });

  it('health holds what was expected against what was sold', async () => {
    const demand = { calibration: { model: 'demand@1', soldUnits: 3, expectedUnits: 4, at: NOW } };
    stack = await serve({ states: { SKU1: state({ demand }) } });
    expect((await ask('models', 'health')).out).toMatch(
      /^MODEL .*SOLD \/ EXPECTED\ndemand@1 +1 +4\.0 +3\.0 +0\.750\n$/,
    );
    expect((await askJson('models', 'health')).models).toMatchObject([{ expectedUnits: 4 }]);
  });

  it('health has no ratio where nothing was expected', async () => {
    const demand = { calibration: { model: 'demand@1', soldUnits: 3, expectedUnits: 0, at: NOW } };
    stack = await serve({ states: { SKU1: state({ demand }) } });
    expect((await ask('models', 'health')).out).toMatch(/demand@1 +1 +0\.0 +3\.0 +-\n$/);
  });

  it('health says that there is nothing to tell', async () => {
    stack = await serve();
    expect((await ask('models', 'health')).out).toBe('No sales have been compared with a model yet.\n');
  });

  const challenge = (eventId: string, challengedAt: string, changes: object = {}) => ({
    eventId,
    productId: 'SKU1',
    context: 1,
    challenger: 'next',
    challengedAt,
    liveSource: 'model' as const,
    currency: 'EUR',
    comparison: {
      livePrice: 1_000,
      challengerPrice: 900,
      agree: false,
      byLiveModel: { live: 4_000, challenger: 3_000 },
    },
    ...changes,
  });
  const withChallenges = (...each: ReturnType<typeof challenge>[]) =>
    serve({
      ledger: {
        rows: {},
        evidence: {},
        challenges: Object.fromEntries(each.map((one) => [one.eventId, one])),
      },
    });

  it('compare sums up what a challenger would have done', async () => {
    const same = { livePrice: 1_000, challengerPrice: 1_000, agree: true };
    stack = await withChallenges(
      challenge('e1', NOW),
      challenge('e2', NOW, { comparison: same }),
      challenge('e3', NOW, { comparison: undefined, failure: 'ModelTimeout: no answer' }),
    );
    const { code, out } = await ask('models', 'compare');
    expect(code).toBe(0);
    expect(out).toMatch(/challenger +next\n/);
    expect(out).toMatch(/events +3\n/);
    expect(out).toMatch(/failed: ModelTimeout +1\n/);
    expect(out).toMatch(/same price after guardrails +50\.0%\n/);
    expect(out).toMatch(
      /price against the live model +-5\.00% on average \(-10\.00% to \+0\.00%\), 5\.00% mean absolute difference\n/,
    );
    expect(out).toMatch(
      /profit estimated by the live model +EUR 40\.00 expected at live prices, EUR 30\.00 at the challenger's \(-25\.00%\); 1 events\n/,
    );
    expect(out).not.toContain('profit estimated by the challenger');
  });

  it('compare leaves out what is not of the span', async () => {
    stack = await withChallenges(challenge('e1', NOW), challenge('e2', hoursAgo(5)));
    const { challengers } = await askJson('models', 'compare', '--since', hoursAgo(4), '--until', NOW);
    expect(challengers).toMatchObject([{ events: 1 }]);
  });

  it('compare says how to name a challenger, where none was asked', async () => {
    stack = await serve();
    expect((await ask('models', 'compare')).out).toBe(
      'No challenger was asked. To use one, set model.challenger in a policy.\n',
    );
  });

  it('compare refuses a time that is none', async () => {
    stack = await serve();
    expect((await ask('models', 'compare', '--since', 'then')).code).toBe(2);
  });
});

describe('demand reset', () => {
  it('forgets what was learned, and says how much it was', async () => {
    const demand = { sales: { units: 12.34, indexHours: 4, at: NOW } };
    stack = await serve({ states: { SKU1: state({ demand }) } });
    expect(await ask('demand', 'reset', 'SKU1')).toEqual({
      code: 0,
      out: 'SKU1: deleted the demand learned from 12.3 units sold; learning starts again.\n',
      err: '',
    });
    expect(stack.shop.states['SKU1']).not.toHaveProperty('demand');
  });

  it('says that nothing was learned yet', async () => {
    stack = await serve({ states: { SKU1: state() } });
    expect((await ask('demand', 'reset', 'SKU1')).out).toBe('SKU1: no learned demand.\n');
  });

  it('names a product without a price state', async () => {
    stack = await serve();
    expect(await ask('demand', 'reset', 'SKU1')).toMatchObject({
      code: 1,
      err: 'pricewire: product SKU1 has no price state\n',
    });
  });
});

describe('products', () => {
  it('import takes the baseline of a product from JSON and JSONL', async () => {
    stack = await serve();
    const one = (productId: string) => ({ ...product(), productId, baselineUnitsPerHour: 0.125 });
    await ask('products', 'import', fileOf('c.json', JSON.stringify([one('A')])));
    await ask('products', 'import', fileOf('c.jsonl', JSON.stringify(one('B'))), '--decimal');
    const { A, B } = stack.shop.products;
    expect([A?.baselineUnitsPerHour, B?.baselineUnitsPerHour]).toEqual([0.125, 0.125]);
  });

  it('import takes the baseline from CSV as a number, with decimals or without', async () => {
    stack = await serve();
    const csv = 'productId,name,category,currency,listPrice,baselineUnitsPerHour\n';
    await ask(
      'products',
      'import',
      fileOf('c.csv', `${csv}A,Pan,kitchen,EUR,1234,0.125\nB,Pan,kitchen,EUR,1234,\n`),
    );
    await ask('products', 'import', fileOf('c.csv', `${csv}C,Pan,kitchen,EUR,12.34,3\n`), '--decimal');
    const { A, B, C } = stack.shop.products;
    expect([A?.baselineUnitsPerHour, C?.baselineUnitsPerHour, C?.listPrice]).toEqual([0.125, 3, 1_234]);
    expect(B).not.toHaveProperty('baselineUnitsPerHour');
  });

  it.each(['many', '0', '-2', '1,5'])(
    'import refuses a baseline of %s, and names the field',
    async (baseline) => {
      stack = await serve();
      const csv = 'productId;name;category;currency;listPrice;baselineUnitsPerHour\n';
      const file = fileOf('c.csv', `${csv}A;Pan;kitchen;EUR;1234;${baseline}\n`);
      const { code, err } = await ask('products', 'import', file, '--delimiter', ';');
      expect([code, stack.shop.products['A']]).toEqual([1, undefined]);
      expect(err).toContain('c.csv:2: A: baselineUnitsPerHour: ');
    },
  );

  it('import takes when goods come from CSV, and an empty cell clears it', async () => {
    stack = await serve();
    const head = 'productId,name,category,currency,listPrice,nextDeliveryAt,replenishmentHours\n';
    const put = (row: string) => ask('products', 'import', fileOf('c.csv', `${head}${row}\n`));
    await put('A,Pan,kitchen,EUR,1234,2026-12-01T07:00:00+01:00,168');
    const { A } = stack.shop.products;
    expect([A?.nextDeliveryAt, A?.replenishmentHours]).toEqual(['2026-12-01T06:00:00.000Z', 168]);
    const { err } = await put('A,Pan,kitchen,EUR,1234,,');
    expect(err).toContain('replenishmentHours: cleared; it was 168');
    expect(stack.shop.products['A']).not.toHaveProperty('nextDeliveryAt');
    expect((await put('A,Pan,kitchen,EUR,1234,tomorrow,0')).err).toMatch(
      /A: nextDeliveryAt: Invalid ISO datetime[\s\S]*replenishmentHours: /,
    );
  });

  it('import takes a slope of the product from CSV, and an empty cell clears it', async () => {
    stack = await serve();
    const head = 'productId,name,category,currency,listPrice,slopeShift,slopeSd\n';
    const put = (row: string) => ask('products', 'import', fileOf('c.csv', `${head}${row}\n`));
    await put('A,Pan,kitchen,EUR,1234,-0.4,0.25');
    expect(stack.shop.products['A']).toMatchObject({ slopeShift: -0.4, slopeSd: 0.25 });
    expect((await ask('products', 'show', 'A')).out).toMatch(/slopeShift +-0.4\n *slopeSd +0.25/);
    expect((await put('A,Pan,kitchen,EUR,1234,,')).err).toContain('slopeSd: cleared; it was 0.25');
    expect((await put('A,Pan,kitchen,EUR,1234,9,')).err).toContain('A: slopeShift: ');
  });

  it('show tells when goods came and come, and when the model answered', async () => {
    const supply = { sold: 3, deliveredAt: hoursAgo(5), expectedAt: hoursAgo(-9) };
    const answer = { at: hoursAgo(1), policy: 'default@1', listPrice: 1_000, priceRevision: 1 };
    stack = await serve({ states: { SKU1: state({ supply, modelAnswer: answer }) } });
    const { out } = await ask('products', 'show', 'SKU1');
    expect(out).toMatch(/last delivery +2026-11-22T07:00:00.000Z\n/);
    expect(out).toMatch(/restock expected +2026-11-22T21:00:00.000Z\n/);
    expect(out).toMatch(/model answered +2026-11-22T11:00:00.000Z\n/);
  });

  it('show tells what sales have taught', async () => {
    const demand = { sales: { units: 12.34, indexHours: 4, at: NOW } };
    stack = await serve({ states: { SKU1: state({ demand }) } });
    expect((await ask('products', 'show', 'SKU1')).out).toMatch(
      /learned from +12\.3 units sold where a level of 1 unit an hour sells 4\.0\n/,
    );
  });
});

describe('policy show', () => {
  it('gives back the terms of a model as they were put', async () => {
    const model = { use: true, challenger: 'next', calibration: { highest: 3 }, learn: false };
    stack = await serve();
    const put = fileOf('p.json', JSON.stringify({ policyId: 'default', model, guardrails: {} }));
    expect((await ask('policy', 'put', put, '--break-glass', '--why', 'a test')).code).toBe(0);
    const { out } = await ask('policy', 'show', 'default', '--terms');
    expect(JSON.parse(out).model).toMatchObject(model);
  });
});
