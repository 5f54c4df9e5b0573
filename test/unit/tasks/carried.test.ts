import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { unpacked } from '../../../adapters/packed.ts';
import { carried, packing, packingContext, packingDecision } from '../../../tasks/carried.ts';
import type { Loaded } from '../../../tasks/load-context.ts';
import { decided, policy, product, state } from '../domain/make.ts';

const contextWith = (changes: Parameters<typeof policy>[0]) => ({
  product: product(),
  policy: policy(changes),
  state: state(),
});
const loading = (loaded: Loaded) => packingContext(async () => loaded)({});

describe('what LoadContext answers', () => {
  it.each([
    ['names no challenger', {}, false],
    ['names a challenger', { model: { use: true, challenger: 'next' } }, true],
  ])('has its context packed, and tells where the policy %s', async (_, changes, challenged) => {
    const context = contextWith(changes);
    const answer = await loading({ next: 'ask-model', context });
    expect(answer.loaded).toEqual({ next: 'ask-model', challenged });
    expect(answer.context).toMatch(/^packed:/);
    expect(unpacked(answer.context)).toEqual(JSON.parse(JSON.stringify(context)));
  });

  it('goes on as it is where there is no context', async () => {
    const superseded: Loaded = { next: 'supersede', reason: 'sequence 3 was decided before' };
    expect(await loading(superseded)).toEqual({ loaded: superseded });
  });
});

describe('a decision', () => {
  const trail = (['pass', 'clamp', 'skipped', 'hold', 'reject'] as const).map((verdict) => ({
    guardrail: verdict === 'clamp' ? 'rounding' : 'map',
    verdict,
    before: 1_000,
    after: 1_000,
  }));
  const judging = packingDecision<Parameters<ReturnType<typeof packingDecision>>[0]>(async () => ({
    ...decided(1_100),
    trail,
  }));
  const proposal = {
    source: 'rules' as const,
    amount: 1_100,
    currency: 'EUR',
    by: 'low-stock',
    evidence: {},
  };

  it('is packed whole', async () => {
    const { decision } = await judging({ proposal });
    expect(unpacked(decision)).toEqual(JSON.parse(JSON.stringify({ ...decided(1_100), trail })));
  });

  it('tells apart who proposed it, for want of what, and the guardrails that did not just let it pass', async () => {
    const fallbackReason = 'ModelTimeout: no answer within 500 ms';
    expect((await judging({ proposal: { ...proposal, fallbackReason } })).judged).toEqual({
      source: 'rules',
      fallbackFor: 'ModelTimeout',
      guardrails: ['rounding.clamp', 'map.hold', 'map.reject'],
    });
    expect((await judging({ proposal: null })).judged).toMatchObject({ source: null, fallbackFor: null });
  });
});

describe('what an earlier task answered', () => {
  const Price = carried(z.object({ price: z.number() }).nullable());

  it('is read packed and as it is, and held against its schema either way', async () => {
    const packed = await packing(async () => ({ price: 7 }))({});
    expect(packed).toMatch(/^packed:/);
    expect([packed, { price: 7 }, null].map((each) => Price.parse(each))).toEqual([
      { price: 7 },
      { price: 7 },
      null,
    ]);
    expect(Price.safeParse(await packing(async () => ({ price: 'high' }))({})).success).toBe(false);
    expect(Price.safeParse('no price').success).toBe(false);
  });
});
