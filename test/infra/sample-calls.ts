import { expect } from 'vitest';
import { noState, type PriceState } from '../../domain/state/price-state.ts';
import { decided, NOW, policy, product, state } from '../unit/domain/make.ts';
import { selling } from '../workflow/support/scenarios.ts';

/** One call of a function, and its expected result with empty tables, a model that answers, and no Redis. */
export interface SampleCall {
  /** The first source file of its bundle. */
  entry: string;
  payload: unknown;
  /** A part of its answer, or the name of the error that it throws. */
  expected: { answer: unknown } | { error: string };
  /** Its calls of AWS. */
  asks: string[];
  /** For functions that use Redis: the same call with a Redis that answers. */
  withRedis?: WithRedis;
}

interface WithRedis {
  answer: unknown;
  /** Its commands, including those in scripts, without the INFO of every connection. */
  commands: string[];
  /** Content of the record. */
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
/** The answer of a workflow task: the result and its times. */
const timed = (answer: unknown) => ({
  began: expect.stringMatching(/Z$/),
  ended: expect.stringMatching(/Z$/),
  answer,
});
const handler = (name: string) => `tasks/handlers/${name}.ts`;
const upkeep = (name: string) => `upkeep/handlers/${name}.ts`;
const scheduled = (name: string, answer: unknown, asks: string[]): SampleCall => ({
  entry: upkeep(name),
  payload: {},
  expected: { answer },
  asks,
});
const ofCache = (name: string, withRedis: WithRedis): SampleCall => ({
  entry: name === 'publish-price' ? handler(name) : upkeep(name),
  payload: { productId: 'SKU1', revision: 1 },
  expected: { error: 'CacheUnavailable' },
  asks: [],
  withRedis,
});

/** By the function's path in its stack. */
export const SAMPLE_CALLS: Record<string, SampleCall> = {
  'Tasks/ReceiveEvent': {
    entry: handler('receive-event'),
    payload: {
      envelope,
      execution: 'arn:aws:states:us-east-1:1:express:reprice:name:id',
      startedAt: '2026-11-22T12:00:00.000Z',
    },
    expected: { answer: timed({ status: 'open', event: { eventId: 'e1', stock: 40 }, giveUp: false }) },
    asks: ['UpdateItem'],
  },
  'Tasks/LoadContext': {
    entry: handler('load-context'),
    payload: { received: 'open', event },
    expected: { error: 'UnknownProduct' },
    asks: ['GetItem'],
  },
  'Tasks/PredictPrice': {
    entry: handler('predict-price'),
    payload: { event, context: { ...context, policy: policy({ model: { use: true } }), state: selling() } },
    expected: { answer: timed({ source: 'model', madeOn: 1 }) },
    asks: [expect.stringMatching(/invocations$/) as unknown as string],
  },
  'Tasks/FallbackPrice': {
    entry: handler('fallback-price'),
    payload: { event, context, fallbackFor: null },
    expected: { answer: timed({ source: 'rules', madeOn: 1 }) },
    asks: [],
  },
  'Tasks/ApplyGuardrails': {
    entry: handler('apply-guardrails'),
    payload: { event, context, proposal },
    expected: { answer: timed({ verdict: 'approve', price: 1_100 }) },
    asks: [],
  },
  'Tasks/Commit': {
    entry: handler('commit'),
    // The first decision on a product: any other needs an existing row.
    payload: {
      event,
      context: { ...context, state: noState('SKU1') },
      proposal,
      decision: decided(1_100),
    },
    expected: { answer: timed({ status: 'committed' }) },
    asks: ['PutItem', 'UpdateItem'],
  },
  'Tasks/PublishPrice': ofCache('publish-price', {
    answer: timed({ status: 'published', price: { price: 1_000, currency: 'EUR' } }),
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
    expected: { answer: timed({ closed: true }) },
    asks: ['UpdateItem'],
  },
  'Tasks/DeadLetter': {
    entry: handler('dead-letter'),
    payload: {
      event: { id: 'e1' },
      execution: 'arn:aws:states:us-east-1:1:express:reprice:name:id',
      failure: { stage: 'LoadContext', error: 'TypeError', cause: 'no' },
    },
    expected: { answer: timed({ next: 'wait' }) },
    asks: ['GetItem'],
  },
  'Tasks/ChallengePrice': {
    entry: handler('challenge-price'),
    payload: { event, context, proposal, decision: decided(1_100) },
    expected: { answer: timed(null) },
    asks: [],
  },
  'Upkeep/Sweep': scheduled('sweep', { restarted: 0 }, ['Query']),
  // A trial would use the host sync-ADDRESS, which does not exist here.
  'Waiting/Restart': {
    entry: upkeep('restart-waiting'),
    payload: { Records: [] },
    expected: { answer: { batchItemFailures: [], restarted: 0 } },
    asks: [],
  },
  'Reconciliation/Reconcile': scheduled('reconcile-accepted', { checked: 1, kept: 1 }, [
    'ReceiveMessage',
    'BatchGetItem',
    'StartExecution',
  ]),
  'Upkeep/SettleMarks': scheduled('settle-marks', { settled: 0 }, ['Scan']),
  'Upkeep/RepriceDue': scheduled('reprice-due', { repriced: 0 }, ['Scan']),
  'Upkeep/CheckModels': scheduled('check-models', { models: [] }, ['Scan', 'PutItem']),
  'Breaker/Watch': scheduled('watch-moves', { tripped: [] }, ['Scan']),
  'CacheCare/Repair': ofCache('repair-cache', {
    answer: { checked: 0, published: 0 },
    commands: ['eval', 'hget', 'hset', 'hsetnx', 'scan'],
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
