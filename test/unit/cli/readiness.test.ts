import { afterEach, describe, expect, it } from 'vitest';
import { begun } from '../../../domain/standing/standing.ts';
import { terms } from '../api/support.ts';
import { NOW, product, state } from '../domain/make.ts';
import { pricewire, type Ran, type Served, serve } from './support.ts';

let stack: Served;
afterEach(() => stack.stop());

const ask = (...args: string[]): Promise<Ran> => pricewire([...args, '--url', stack.url]);
const watching = begun('watching', NOW, { model: 'demand@1' });
const serveWatched = () =>
  serve({
    policies: {
      default: {
        current: { version: 1, mode: 'live' },
        versions: { 1: terms({ model: { use: true }, goLive: {}, watchdog: {} }) },
      },
    },
    products: { SKU1: product(), SKU2: product({ productId: 'SKU2' }) },
    states: {
      SKU1: state({ standing: begun('stopped', NOW, { model: 'demand@1', why: 'sells more' }) }),
      SKU2: state({
        productId: 'SKU2',
        standing: {
          ...watching,
          tally: {
            ...watching.tally,
            hours: 60,
            levels: { 105: { sold: 45, expected: 40 } },
            decisions: 100,
            profit: 110,
            otherwise: 100,
          },
        },
      }),
    },
  });

describe('readiness', () => {
  it('prints the figures by standing and by price level, the verdict, and the products with their reasons', async () => {
    stack = await serveWatched();
    const { code, out } = await ask('readiness');
    expect(code).toBe(0);
    expect(out).toMatch(/^Policy default: mode live, goLive\.by is itself\.$/m);
    expect(out).toMatch(/^watching +1 +45 +40\.0 +1\.13 +10\.0 +0% +0% +0\.0 +0\.0$/m);
    expect(out).toMatch(/^watching +to 105% +45 +40\.0 +1\.13$/m);
    expect(out).toMatch(/^Ready\.$/m);
    expect(out).toMatch(/^SKU1 +stopped .* sells more$/m);
    expect(out).toMatch(/^SKU2 +watching .* ready$/m);
  });
});

describe('standing', () => {
  it('clears a stopped product with a reason', async () => {
    stack = await serveWatched();
    const { code, out } = await ask('standing', 'live', 'SKU1', '--why', 'was a bulk order', '--yes');
    expect([code, out.trim()]).toEqual([0, '1 live from now on, and repriced.']);
    expect(stack.shop.states['SKU1']?.standing?.kind).toBe('live');
  });

  it('watches the products of a policy', async () => {
    stack = await serveWatched();
    const { out } = await ask('standing', 'watch', '--policy', 'default', '--why', 'new baselines', '--yes');
    expect(out.trim()).toBe('1 watching from now on, and repriced; 1 left alone.');
  });

  it('needs products or a policy, and a reason', async () => {
    stack = await serveWatched();
    expect(await ask('standing', 'live', '--why', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('needs either product ids or --policy'),
    });
    expect((await ask('standing', 'live', 'SKU1')).code).toBe(2);
  });
});

describe('policy put --mode', () => {
  it('needs a reason', async () => {
    stack = await serveWatched();
    expect(await ask('policy', 'put', '-', '--mode', 'live')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--mode needs --why'),
    });
  });
});
