import { expect } from 'vitest';
import type { PriceState } from '../../domain/price-state.ts';
import { decided, NOW, policy, product, state } from '../unit/domain/make.ts';
import { selling } from '../workflow/support/scenarios.ts';

/** How a function is called once, and what is to come of it on empty tables, a model that answers, and no Redis. */
export interface SampleCall {
  /** The file that its bundle begins with. */
  entry: string;
  payload: unknown;
  /** What it answers, in part, or the name of the error that it throws. */
  expected: { answer: unknown } | { error: string };
  /** What it asks AWS for. */
  asks: string[];
  /** Of those that talk to Redis: the same call with a Redis that answers. */
  withRedis?: WithRedis;
}

export interface WithRedis {
  answer: unknown;
  /** The commands that it takes, and its scripts call, beside the INFO of every connection. */
  commands: string[];
  /** What is found in the record. */
  found?: PriceState;
}

const event = {
  kind: 'inventory',
  eventId: 'e1',
  acceptedAt: NOW,
  productId: 'SKU1',
  stock: 40,
  sequence: 2,
  occurredAt: NOW,
};
const envelope = {
  id: 'e1',
  source: 'inventory',
  'detail-type': 'InventoryChanged',
  time: NOW,
  detail: { productId: 'SKU1', stock: 40, sequence: 2, occurredAt: NOW },
};
const context = { product: product(), policy: policy(), state: state() };
const proposal = { source: 'rules', amount: 1_100, currency: 'EUR', by: 'low-stock' };
const packed = expect.stringMatching(/^packed:/);
const handler = (name: string) => `tasks/handlers/${name}.ts`;
const scheduled = (name: string, answer: unknown, asks: string[]): SampleCall => ({
  entry: handler(name),
  payload: {},
  expected: { answer },
  asks,
});
const ofCache = (name: string, withRedis: WithRedis): SampleCall => ({
  entry: handler(name),
  payload: { productId: 'SKU1', revision: 1 },
  expected: { error: 'CacheUnavailable' },
  asks: [],
  withRedis,
});

/** By the function's path in its stack. */
export const SAMPLE_CALLS: Record<string, SampleCall> = {
  'Tasks/ReceiveEvent': {
    entry: handler('receive-event'),
    payload: { envelope, execution: 'arn:aws:states:us-east-1:1:express:reprice:name:id' },
    expected: { answer: { status: 'open', event: { eventId: 'e1', stock: 40 }, giveUp: false } },
    asks: ['UpdateItem'],
  },
  'Tasks/LoadContext': {
    entry: handler('load-context'),
    payload: { event },
    expected: { error: 'UnknownProduct' },
    asks: ['GetItem'],
  },
  'Tasks/PredictPrice': {
    entry: handler('predict-price'),
    payload: { event, context: { ...context, policy: policy({ model: { use: true } }), state: selling() } },
    expected: { answer: packed },
    asks: [expect.stringMatching(/invocations$/) as unknown as string],
  },
  'Tasks/FallbackPrice': {
    entry: handler('fallback-price'),
    payload: { event, context, fallbackFor: null },
    expected: { answer: packed },
    asks: [],
  },
  'Tasks/ApplyGuardrails': {
    entry: handler('apply-guardrails'),
    payload: { event, context, proposal },
    expected: { answer: { decision: packed, judged: { source: 'rules' } } },
    asks: [],
  },
  'Tasks/Commit': {
    entry: handler('commit'),
    payload: { event, context, proposal, decision: decided(1_100) },
    expected: { answer: { status: 'committed' } },
    asks: ['PutItem', 'UpdateItem'],
  },
  'Tasks/PublishPrice': ofCache('publish-price', {
    answer: { status: 'published', price: { price: 1_000, currency: 'EUR' } },
    commands: ['eval', 'hget', 'hset', 'publish', 'time'],
    found: state(),
  }),
  'Tasks/Close': {
    entry: handler('close'),
    payload: {
      eventId: 'e1',
      acceptedAt: NOW,
      ending: { outcome: 'held', reason: 'paused', revision: 2 },
      publication: null,
    },
    expected: { answer: { closed: true } },
    asks: ['UpdateItem'],
  },
  'Tasks/DeadLetter': {
    entry: handler('dead-letter'),
    payload: {
      event: { id: 'e1' },
      execution: 'arn:aws:states:us-east-1:1:express:reprice:name:id',
      failure: { stage: 'LoadContext', error: 'TypeError', cause: 'no' },
    },
    expected: { answer: { next: 'leave' } },
    asks: ['GetItem'],
  },
  'Tasks/ChallengePrice': {
    entry: handler('challenge-price'),
    payload: { event, context, proposal, decision: decided(1_100) },
    expected: { answer: null },
    asks: [],
  },
  'Upkeep/Sweep': scheduled('sweep', { restarted: 0 }, ['Query']),
  'Upkeep/SettleMarks': scheduled('settle-marks', { settled: 0 }, ['Scan']),
  'Upkeep/RepriceDue': scheduled('reprice-due', { repriced: 0 }, ['Scan']),
  'Upkeep/CheckModels': scheduled('check-models', { models: [] }, ['Scan', 'PutItem']),
  'Breaker/Watch': scheduled('watch-moves', { tripped: [] }, ['Scan']),
  'CacheCare/Repair': ofCache('repair-cache', {
    answer: { checked: 0, published: 0 },
    commands: ['eval', 'hget', 'hset', 'hsetnx'],
  }),
  'CacheCare/Check': ofCache('check-cache', {
    answer: { checked: 0, differences: {} },
    commands: ['scan'],
  }),
  Read: {
    entry: 'storefront/lambda.ts',
    payload: {
      version: '2.0',
      routeKey: '$default',
      rawPath: '/v1/prices/SKU1',
      rawQueryString: '',
      headers: { host: 'prices.example' },
      requestContext: { http: { method: 'GET', path: '/v1/prices/SKU1' }, domainName: 'prices.example' },
      isBase64Encoded: false,
    },
    expected: { answer: { statusCode: 404 } },
    asks: ['GetItem'],
    withRedis: { answer: { statusCode: 404 }, commands: ['hgetall'] },
  },
};
