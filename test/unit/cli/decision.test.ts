import { afterEach, describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decision.ts';
import { toEnvelope } from '../../../domain/events/envelope.ts';
import type { Evidence } from '../../../domain/record/ledger.ts';
import { askModel } from '../../../tasks/models.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { terms } from '../api/support.ts';
import { inventory, NOW, on, policy, product } from '../domain/make.ts';
import { fileOf, pricewire, type Ran, type Served, serve } from './support.ts';

let stack: Served;
afterEach(() => stack.stop());

const ask = (...args: string[]): Promise<Ran> => pricewire([...args, '--url', stack.url]);

const STEPS = { model: { use: true }, guardrails: { maxStep: { percent: 5 } } };
const WIDER = { ...STEPS, guardrails: { maxStep: { percent: 10 } } };

/** A stack with event `put-1`, decided by version 1 of a policy. Version 2 allows wider steps. */
async function serveDecided(changes: Partial<Evidence> = {}): Promise<Served> {
  const event = inventory({ eventId: 'put-1', stock: 5_000 });
  const circumstances = on({
    event,
    product: product({ baselineUnitsPerHour: 10 }),
    policy: policy(STEPS),
  });
  const { event: _, now: __, ...context } = circumstances;
  const proposal = { ...(await askModel(elasticModel(), circumstances)), madeOn: 1, madeAt: NOW };
  const decision = decide(circumstances, proposal);
  const judgedOn = { ...context, policy: decision.policy, loadedAt: NOW };
  const row = {
    eventId: 'put-1',
    productId: 'SKU1',
    kind: 'inventory',
    acceptedAt: NOW,
    receivedAt: NOW,
    envelope: JSON.stringify(toEnvelope(event)),
    executions: ['arn:one'],
    decisions: {},
    outcome: 'priced' as const,
    revision: 2,
    sweeps: 0,
  };
  const evidence = { eventId: 'put-1', productId: 'SKU1', context: 1, proposal, decision, judgedOn };
  return serve({
    policies: {
      default: { current: { version: 2, mode: 'live' }, versions: { 1: terms(STEPS), 2: terms(WIDER) } },
    },
    ledger: { rows: { 'put-1': row }, evidence: { 'put-1#1': { ...evidence, ...changes } } },
  });
}

describe('decision verify', () => {
  it('says that it is the same decision', async () => {
    stack = await serveDecided();
    expect(await ask('decision', 'verify', 'put-1')).toMatchObject({
      code: 0,
      out: 'put-1: the same decision.\n',
    });
  });

  it('shows the first difference with its guardrail, and exits with 1', async () => {
    stack = await serveDecided();
    stack.shop.policies['default'] = {
      current: { version: 1, mode: 'live' },
      versions: { 1: terms(WIDER) },
    };
    const { code, out } = await ask('decision', 'verify', 'put-1');
    expect(code).toBe(1);
    expect(out).toMatch(/first difference +decision\.trail\[7\]/);
    expect(out).toMatch(/guardrail +max-step/);
    const { out: json } = await ask('decision', 'verify', 'put-1', '--json');
    expect(JSON.parse(json)).toMatchObject({ result: 'different', guardrail: 'max-step' });
  });

  it('says in a line what the record lacks', async () => {
    stack = await serveDecided({ judgedOn: undefined });
    const { code, out } = await ask('decision', 'verify', 'put-1');
    expect([code, out]).toEqual([
      1,
      "put-1 can't be judged again.\nThe decision was made before the context was kept with it.\n",
    ]);
  });
});

describe('decision what-if', () => {
  it.each([
    ['a file', () => fileOf('wider.json', JSON.stringify(terms(WIDER)))],
    ['a version', () => 'default@2'],
  ])('shows both ends and the guardrails that differ, by %s', async (_, policyOf) => {
    stack = await serveDecided();
    const { code, out } = await ask('decision', 'what-if', 'put-1', '--policy', policyOf());
    expect(code).toBe(0);
    expect(out).toContain('put-1, SKU1: another result.');
    expect(out).toMatch(/price in force +EUR 9\.50 +EUR 9\.00/);
    expect(out).toMatch(/max-step +clamp EUR \d+\.\d+ -> EUR 9\.50: .+clamp EUR \d+\.\d+ -> EUR 9\.00/);
  });

  it('asks another model', async () => {
    stack = await serveDecided();
    const { out } = await ask('decision', 'what-if', 'put-1', '--price-model', 'next', '--json');
    expect(JSON.parse(out)).toMatchObject({ supposed: { proposal: { by: 'next@0123456789ab' } } });
  });

  it('wants to know what is to be supposed, and a model that is deployed', async () => {
    stack = await serveDecided();
    expect(await ask('decision', 'what-if', 'put-1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--policy or --price-model'),
    });
    expect(await ask('decision', 'what-if', 'put-1', '--price-model', 'none')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no model is deployed as none'),
    });
  });
});
