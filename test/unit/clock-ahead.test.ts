import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoCatalog } from '../../adapters/catalog.ts';
import type { Tables } from '../../adapters/dynamo.ts';
import { remembered } from '../../api/live/remembered.ts';
import { moveOf } from '../../domain/decision/breaker.ts';
import type { LedgerRow } from '../../domain/record/ledger.ts';
import { ageMs, HOUR_MS, MINUTE_MS, shift, stillLasts } from '../../domain/values/time.ts';
import { productStatus } from '../../storefront/product-status.ts';
import { repriceDue } from '../../upkeep/reprice-due.ts';
import { sweep } from '../../upkeep/sweep.ts';
import { memoryCatalog } from '../fakes/memory-catalog.ts';
import { memoryExecutions } from '../fakes/memory-executions.ts';
import { memoryLedger } from '../fakes/memory-ledger.ts';
import {
  decided,
  guarded,
  ID,
  inForce,
  minutesAgo,
  NOW,
  policy,
  product,
  said,
  state,
} from './domain/make.ts';

/** A time written by a clock that was an hour ahead. */
const AHEAD = shift(NOW, HOUR_MS);

describe('a time in the future', () => {
  it('is old', () => {
    expect(ageMs(AHEAD, NOW)).toBe(Number.POSITIVE_INFINITY);
    expect(ageMs(NOW, NOW)).toBe(0);
    expect(ageMs(minutesAgo(2), NOW)).toBe(2 * MINUTE_MS);
  });

  it('ends no term that can not be so long', () => {
    expect(stillLasts(AHEAD, MINUTE_MS, NOW)).toBe(false);
    expect(stillLasts(shift(NOW, MINUTE_MS), MINUTE_MS, NOW)).toBe(true);
    expect(stillLasts(NOW, MINUTE_MS, NOW)).toBe(false);
  });
});

describe('after a clock was an hour ahead', () => {
  const row = (changes: Partial<LedgerRow>): LedgerRow => ({
    eventId: 'e1',
    acceptedAt: minutesAgo(20),
    receivedAt: minutesAgo(20),
    envelope: '{}',
    executions: [],
    decisions: {},
    sweeps: 0,
    ...changes,
  });

  it.each([
    ['was swept', { sweptAt: AHEAD, sweeps: 1 }],
    ['was received', { receivedAt: AHEAD }],
  ])('a row that %s in the future is restarted', async (_, changes) => {
    const started: Record<string, unknown>[] = [];
    const rows = { e1: row(changes) };
    await sweep({
      ledger: memoryLedger({ rows, evidence: {} }),
      executions: memoryExecutions({ started }),
      clock: () => NOW,
      settings: { openForMs: 6 * MINUTE_MS, maxSweeps: 5 },
    })();
    expect(started).toHaveLength(1);
  });

  it('a reader sees a product that is new, and none that is retired', async () => {
    let now = AHEAD;
    const data = { products: { OLD: product({ productId: 'OLD' }) }, policies: {} };
    const statusOf = productStatus({ catalog: memoryCatalog(data), clock: () => now });
    expect([await statusOf('OLD'), await statusOf('NEW')]).toEqual(['active', 'unknown']);
    Object.assign(data.products, {
      OLD: product({ productId: 'OLD', status: 'retired' }),
      NEW: product({ productId: 'NEW' }),
    });
    now = NOW;
    expect([await statusOf('OLD'), await statusOf('NEW')]).toEqual(['retired', 'active']);
  });

  it('a mode is read again', async () => {
    let now = Date.parse(AHEAD);
    let mode = 'live';
    const { version, mode: _, ...terms } = policy();
    const send = async (command: { input: { Key?: { part?: string } } }) => {
      if (!(command instanceof GetCommand)) return {};
      const isPointer = command.input.Key?.['part'] === 'current';
      return { Item: isPointer ? { policyId: 'default', version, mode } : { terms } };
    };
    const catalog = dynamoCatalog({ send } as unknown as Tables, 'catalog', () => now);
    await catalog.policy('default');
    mode = 'paused';
    now = Date.parse(NOW);
    expect((await catalog.policy('default'))?.mode).toBe('paused');
  });

  it('a remembered answer is asked for again', async () => {
    let now = Date.parse(AHEAD);
    let asked = 0;
    const answer = remembered(
      1_000,
      () => now,
      async () => (asked += 1),
    );
    await answer();
    now = Date.parse(NOW);
    expect(await answer()).toBe(2);
  });

  it('a price may change, and its direction too', () => {
    const cooling = {
      state: state({ price: inForce(1_000, { since: AHEAD }) }),
      policy: guarded({ cooldown: { minutes: 30 } }),
    };
    expect(said(decided(1_100, cooling), 'cooldown').verdict).toBe('pass');
    const turned = {
      state: state({ movement: { direction: 'up', reversals: [AHEAD] } }),
      policy: guarded({ reversalLimit: { max: 1, windowMinutes: 60 } }),
    };
    expect(said(decided(900, turned), 'reversal-limit').verdict).toBe('pass');
  });

  it('the breaker counts moves, though the mode was set in the future', () => {
    const watched = { '2026-11-22T12': { lowest: 500, highest: 1_000 } };
    const moved = state({ watched, price: inForce(1_000, { since: minutesAgo(5) }) });
    const breaker = { sharePercent: 20, movePercent: 30, windowHours: 1, minimumProducts: 1 };
    expect(moveOf(moved, breaker, NOW, AHEAD)).toEqual({ productId: ID, from: 500, to: 1_000 });
  });

  it('a product that is due is asked for again', async () => {
    let now = AHEAD;
    const emitted: unknown[] = [];
    const reprice = repriceDue({
      priceStates: {
        async *due() {
          yield { productId: ID, repriceAt: minutesAgo(1) };
        },
      },
      bus: { emit: async (events) => events.map((event) => String(emitted.push(event))) },
      clock: () => now,
    });
    await reprice();
    now = NOW;
    await reprice();
    expect(emitted).toHaveLength(2);
  });
});
