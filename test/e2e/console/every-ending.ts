import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { RedisServer } from '../../contract/redis-server.ts';
import { atTheEnd } from '../../integration/stack/support/cleanup.ts';
import { eventually } from '../../integration/stack/support/eventually.ts';
import { byStock, product, STOCK } from '../../integration/stack/support/goods.ts';
import { freePorts, freshDir } from '../../integration/stack/support/scratch.ts';
import { envelope, type Shop } from '../../integration/stack/support/shop.ts';
import { StackChild } from '../../integration/stack/support/stack-child.ts';
import { builtPage } from './desk.ts';

const MODEL_TIMEOUT_MS = 5_000;

export type Kind =
  | 'priced'
  | 'held'
  | 'rejected'
  | 'superseded'
  | 'duplicate'
  | 'fallback'
  | 'retried'
  | 'rejudged'
  | 'swept'
  | 'dead-lettered'
  | 'redriven';

/** Events of a running stack, one of each kind that a trace has to show. */
export interface EveryEnding {
  shop: Shop;
  ids: Record<Kind, string>;
}

/**
 * Lets an event of each kind happen on a stack in a process of its own: its model answers as the test says, its Redis goes away, and
 * the process is killed while an event is being judged.
 */
export async function everyEnding(): Promise<EveryEnding> {
  const [model, redis] = await Promise.all([modelOfTest(), RedisServer.start(), builtPage()]);
  atTheEnd(() => redis.stop());
  const dataDir = await freshDir();
  const log = join(dataDir, 'executions.jsonl');
  const where = {
    dataDir,
    port: await freePorts(),
    modelUrl: model.url,
    redisUrl: `redis://127.0.0.1:${redis.port}`,
    executionLog: log,
  };
  const first = await StackChild.start(where);
  await furnish(first.shop);
  const ids = {
    ...(await untroubled(first.shop)),
    ...(await withModel(first.shop, model)),
    retried: await retried(first.shop, redis, log),
    ...(await redriven(first.shop)),
    swept: await stalledIn(first.shop, model),
  };
  await first.kill();
  model.answers(inOrder);
  const { shop } = await StackChild.start(where);
  await shop.ended(ids.swept);
  return { shop, ids };
}

async function furnish(shop: Shop): Promise<void> {
  const asking = { model: { use: true, timeoutMs: 300 }, goLive: { by: 'at-once' as const } };
  await shop.putPolicy(byStock());
  await shop.putPolicy(byStock({ policyId: 'calm', guardrails: { cooldown: { minutes: 30 } } }));
  await shop.putPolicy(
    byStock({ policyId: 'strict', guardrails: { reviewJump: { ofPriceInForcePercent: 5 } } }),
  );
  await shop.putPolicy(byStock({ ...asking, policyId: 'asking' }));
  await shop.putPolicy(
    byStock({ ...asking, policyId: 'patient', model: { ...asking.model, timeoutMs: MODEL_TIMEOUT_MS } }),
  );
  const asked = (productId: string, policyId: string) =>
    product(productId, { policyId, baselineUnitsPerHour: 5 });
  await shop.stock(
    product('PRICED'),
    product('HELD', { policyId: 'calm' }),
    product('REJECTED', { policyId: 'strict' }),
    product('RETRIED'),
    asked('FALLBACK', 'asking'),
    asked('REJUDGED', 'patient'),
    asked('SWEPT', 'patient'),
  );
}

/** What happens while everything is up. */
async function untroubled(shop: Shop) {
  const end = async (productId: string, sequence: number, stock: number = STOCK.low) => {
    const [id = ''] = await shop.send({ productId, stock, sequence });
    await shop.ended(id);
    return id;
  };
  const [priced, held, rejected] = await Promise.all([end('PRICED', 2), end('HELD', 1), end('REJECTED', 1)]);
  const superseded = await end('PRICED', 1, STOCK.over);
  const twice = envelope('delivered-twice', { productId: 'PRICED', stock: STOCK.over, sequence: 3 });
  await shop.start(twice);
  await shop.ended(twice.id);
  await shop.start(twice);
  await eventually(async () => {
    if ((await shop.trace(twice.id)).length < 2) throw new Error('the second delivery left no trace yet');
  });
  return { priced, held, rejected, superseded, duplicate: twice.id };
}

/** A model that does not answer in time, and a product whose state moves on while the model thinks. */
async function withModel(shop: Shop, model: ModelOfTest) {
  model.answers(never);
  const [fallback = ''] = await shop.send({ productId: 'FALLBACK', stock: STOCK.low, sequence: 1 });
  await shop.ended(fallback);

  const held = model.holdsNext();
  const [rejudged = ''] = await shop.send({ productId: 'REJUDGED', stock: STOCK.low, sequence: 2 });
  const answer = await held;
  model.answers(inOrder);
  const [older = ''] = await shop.send({ productId: 'REJUDGED', stock: STOCK.over, sequence: 1 });
  await shop.ended(older);
  answer();
  await shop.ended(rejudged);
  return { fallback, rejudged };
}

/** Redis is away when the price is to be published, and is back before the workflow gives up. */
async function retried(shop: Shop, redis: RedisServer, log: string): Promise<string> {
  await redis.stop();
  const [id = ''] = await shop.send({ productId: 'RETRIED', stock: STOCK.low, sequence: 1 });
  await eventually(async () => {
    if (!/"LambdaFunctionFailed"|"TaskFailed"/.test(await readFile(log, 'utf8')))
      throw new Error('nothing failed yet');
  });
  await redis.start();
  await shop.ended(id, 30_000);
  return id;
}

/** An event of a product that is imported too late; it is started again after the import. */
async function redriven(shop: Shop) {
  const [id = ''] = await shop.send({ productId: 'LATE', stock: STOCK.low, sequence: 1 });
  await shop.ended(id);
  await shop.stock(product('LATE'));
  const response = await shop.call('POST', '/api/dead-letters/redrive', { ids: [id] });
  await response.text();
  const { redrivenAs = '' } = (await shop.event(id)).row;
  await shop.ended(redrivenAs);
  return { 'dead-lettered': id, redriven: redrivenAs };
}

/** The id of an event that waits for the model. */
async function stalledIn(shop: Shop, model: ModelOfTest): Promise<string> {
  const asked = model.holdsNext();
  const [id = ''] = await shop.send({ productId: 'SWEPT', stock: STOCK.low, sequence: 1 });
  await asked;
  return id;
}

type Answer = (response: ServerResponse, rows: number) => void;

const never: Answer = () => {};
/** Less demand the higher the price. */
const inOrder: Answer = (response, rows) =>
  void response
    .writeHead(200, { 'content-type': 'text/csv' })
    .end(Array.from({ length: rows }, (_, at) => String(1 / (at + 1))).join('\n'));

interface ModelOfTest {
  url: string;
  answers(answer: Answer): void;
  /** Waits for the next question; the answer to it goes out when the function that it resolves to is called. */
  holdsNext(): Promise<() => void>;
}

/** A model endpoint whose answers the test sets. */
async function modelOfTest(): Promise<ModelOfTest> {
  let answer = inOrder;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    answer(response, body.trim().split('\n').length);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  atTheEnd(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: (next) => {
      answer = next;
    },
    holdsNext: () =>
      new Promise((asked) => {
        answer = (response, rows) => asked(() => inOrder(response, rows));
      }),
  };
}
