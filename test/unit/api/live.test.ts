import { expect, it } from 'vitest';
import { NOW } from '../domain/make.ts';
import { ask, shopWith } from './support.ts';

const open = { eventId: 'o', acceptedAt: NOW, outcome: 'open' as const, guardrails: [] };

it('tells what is open, what lies in the queues, how the cache is, and what is paused', async () => {
  const { api, shop } = shopWith({
    found: [open],
    queues: { 'dead-letters': [{ messageId: 'm', body: '{}', attributes: {} }] },
    cache: { state: 'incomplete', checkedAt: NOW, differences: { 'missing-in-redis': 2 } },
  });
  const policy = shop.policies['default'];
  if (policy) policy.current = { version: 1, mode: 'paused' };
  expect((await ask(api, '/live')).body).toMatchObject({
    at: NOW,
    open: { count: 1, oldestAt: NOW },
    outcomes: { open: 1 },
    deadLetters: 1,
    undelivered: 0,
    cache: { state: 'incomplete', differences: { 'missing-in-redis': 2 } },
    tripped: [],
    latencyMs: null,
  });
});

it('asks the stores once for many that ask at a time', async () => {
  const { api, deps } = shopWith();
  let asked = 0;
  const { letters } = deps.live;
  deps.live.letters = (queue) => {
    asked += 1;
    return letters(queue);
  };
  for (let at = 0; at < 5; at += 1) await ask(api, '/live');
  expect(asked).toBe(2);
});
