import { generateKeyPairSync, sign } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Envelope } from '../../../../adapters/accepted-events.ts';
import { type Directory, directoryName } from '../../../../adapters/directory.ts';
import type { LastLine } from '../../../../api/ndjson.ts';
import { Role } from '../../../../domain/people/role.ts';
import { MODEL_ENDPOINT, readArtifact } from '../../../../local/models.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from '../../../../local/services/aws.ts';
import { BUS_NAME } from '../../../../local/services/eventbridge.ts';
import { DEAD_LETTER_QUEUE, UNDELIVERED_QUEUE } from '../../../../local/services/sqs.ts';
import type { Stack } from '../../../../local/stack.ts';

/** An account with one stage, whose stores, bus and workflow are those of a local stack. */
export interface Account {
  /** Environment variables that lead every SDK client of a process here. */
  env: Record<string, string>;
  /** The content of the bus's archive. */
  archived: Envelope[];
  /** The replayed times, with the rules of the replays. */
  replays: { start: number; end: number; rules: string[] }[];
  /** The number of calls of each function. */
  calls: Record<string, number>;
  stop(): Promise<void>;
}

interface Call {
  // biome-ignore lint/suspicious/noExplicitAny: the wire's own JSON
  input: any;
}

export async function accountAround(stack: Stack, stage: string): Promise<Account> {
  const sqs = new SQSClient({ ...LOCAL_AWS, endpoint: stack.endpoints['sqs'] ?? '' });
  await sqs.send(new CreateQueueCommand({ QueueName: 'replays' }));
  const queueUrl = (name: string) => `${stack.endpoints['sqs']}/${LOCAL_ACCOUNT}/${name}`;
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${LOCAL_AWS.region}:${LOCAL_ACCOUNT}:${resource}`;
  const { contract } = await readArtifact(
    MODEL_ENDPOINT,
    new URL('../../../../model/artifact/', import.meta.url),
  );
  const directory: Directory = {
    version: 1,
    stage,
    tables: {
      catalog: 'catalog',
      priceState: 'price-state',
      ledger: 'ledger',
      reviews: 'reviews',
      audit: 'audit',
    },
    auditKey: arn('kms', 'key/audit'),
    bus: { name: BUS_NAME, arn: arn('events', `event-bus/${BUS_NAME}`) },
    replay: {
      archiveArn: arn('events', 'archive/accepted'),
      ruleArn: arn('events', `rule/${BUS_NAME}/replays`),
      queueUrl: queueUrl('replays'),
    },
    stateMachineArn: stack.endpoints['state machine'] ?? '',
    executionLog: { group: `/aws/vendedlogs/states/pricewire-${stage}`, level: 'ERROR' },
    queues: { deadLetters: queueUrl(DEAD_LETTER_QUEUE), undelivered: queueUrl(UNDELIVERED_QUEUE) },
    functions: { checkCache: 'check', repairCache: 'repair' },
    storefront: stack.url,
    models: [{ endpoint: MODEL_ENDPOINT, contract }],
    underWayMs: 30_000,
    people: [
      { arn: arn('sts', 'assumed-role/Operator/*').replace(LOCAL_AWS.region, ''), roles: Role.options },
    ],
  };
  const key = generateKeyPairSync('ed25519');
  const account: Omit<Account, 'env' | 'stop'> = { archived: [], replays: [], calls: {} };

  const answers: Record<string, (call: Call) => unknown> = {
    'AmazonSSM.GetParameters': ({ input }) => {
      const there = input.Names.filter((name: string) => name === directoryName(stage));
      return {
        Parameters: there.map((Name: string) => ({ Name, Value: JSON.stringify(directory) })),
        InvalidParameters: input.Names.filter((name: string) => !there.includes(name)),
      };
    },
    'AWSEvents.PutEvents': async ({ input }) => {
      // The caller is one of the stage's people, so it may put our own events.
      return stack.putEvents(input);
    },
    'TrentService.GetPublicKey': () => ({
      PublicKey: key.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    }),
    'TrentService.Sign': ({ input }) => ({
      Signature: sign(null, Buffer.from(input.Message, 'base64'), key.privateKey).toString('base64'),
    }),
    'AWSEvents.ListReplays': () => ({ Replays: [] }),
    'AWSEvents.StartReplay': async ({ input }) => {
      const { EventStartTime: start, EventEndTime: end, Destination, ReplayName } = input;
      account.replays.push({ start, end, rules: Destination.FilterArns });
      for (const event of account.archived) {
        const at = Date.parse(String(event['time'])) / 1000;
        if (at < start || at >= end) continue;
        const MessageBody = JSON.stringify({ ...event, 'replay-name': ReplayName });
        await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl('replays'), MessageBody }));
      }
      return { State: 'STARTING' };
    },
    'AWSEvents.DescribeReplay': () => ({ State: 'COMPLETED' }),
  };

  const app = new Hono();
  app.post('/2015-03-31/functions/:name/invocations', async (c) => {
    const name = c.req.param('name');
    account.calls[name] = (account.calls[name] ?? 0) + 1;
    return c.json((name === 'check' ? await check(stack) : await repair(stack)) as object);
  });
  app.post('*', async (c) => {
    const target = c.req.header('x-amz-target');
    if (target === undefined) return c.text(CALLER, 200, { 'content-type': 'text/xml' });
    const answer = answers[target];
    if (answer === undefined) return c.json({ __type: 'UnknownOperationException', message: target }, 400);
    return c.json((await answer({ input: await c.req.json() })) as object);
  });
  const server = createAdaptorServer(app) as Server;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return Object.assign(account, {
    env: {
      AWS_ACCESS_KEY_ID: 'operator',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: LOCAL_AWS.region,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_DYNAMODB: stack.endpoints['dynamodb'] ?? '',
      AWS_ENDPOINT_URL_SQS: stack.endpoints['sqs'] ?? '',
      AWS_ENDPOINT_URL_SFN: stack.url,
    },
    async stop() {
      sqs.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

const CALLER = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/Operator/ann</Arn><UserId>U</UserId><Account>${LOCAL_ACCOUNT}</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;

async function linesOf(
  stack: Stack,
  path: string,
  init: RequestInit = {},
): Promise<Record<string, unknown>[]> {
  const headers = { ...init.headers, 'x-pricewire-person': 'functions', 'x-pricewire-client': 'cli' };
  const text = await (await fetch(`${stack.url}${path}`, { ...init, headers })).text();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

// The stack does the work of the functions in the network of the cache.
async function check(stack: Stack): Promise<unknown> {
  const lines = await linesOf(stack, '/api/cache/verify');
  const { done } = lines.at(-1) as { done: object } & LastLine<object>;
  return { ...done, found: lines.flatMap(({ difference }) => (difference ? [difference] : [])) };
}

async function repair(stack: Stack): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const lines = await linesOf(stack, '/api/cache/rebuild', { method: 'POST', headers, body: '{}' });
  return (lines.at(-1) as { done: unknown }).done;
}
