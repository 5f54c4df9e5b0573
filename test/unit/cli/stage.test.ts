import { generateKeyPairSync, sign } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Directory, directoryName } from '../../../adapters/directory.ts';
import { FORMAT } from '../../../adapters/stored-item.ts';
import { Role } from '../../../domain/people/role.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { fileOf, pricewire, type Ran, serve } from './support.ts';

const ACCOUNT = '123456789012';
const ARN = `arn:aws:events:eu-west-1:${ACCOUNT}`;
const QUEUES = `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}`;
const { endpoint, contract } = elasticModel('demand');
const DIRECTORY: Directory = {
  version: 1,
  stage: 'prod',
  tables: { catalog: 'catalog', priceState: 'states', ledger: 'ledger', reviews: 'reviews', audit: 'audit' },
  auditKey: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/audit`,
  bus: { name: 'pricewire', arn: `${ARN}:event-bus/pricewire` },
  replay: {
    archiveArn: `${ARN}:archive/a`,
    ruleArn: `${ARN}:rule/pricewire/r`,
    queueUrl: `${QUEUES}/replays`,
  },
  stateMachineArn: `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:w:live`,
  executionLog: { group: '/aws/vendedlogs/states/w', level: 'ERROR' },
  queues: { deadLetters: `${QUEUES}/dead`, undelivered: `${QUEUES}/undelivered` },
  functions: { checkCache: 'check', repairCache: 'repair' },
  storefront: 'http://127.0.0.1:1',
  models: [{ endpoint, contract }],
  underWayMs: 360_000,
  itemFormat: FORMAT,
  people: [{ arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Operator/*`, roles: Role.options }],
};
const WHO = `arn:aws:sts::${ACCOUNT}:assumed-role/Operator/ann`;
const DESCRIPTION = `stage prod (account ${ACCOUNT}, region eu-west-1)`;

const sts = mockClient(STSClient);
const ssm = mockClient(SSMClient);
const documents = mockClient(DynamoDBDocumentClient);
const dynamodb = mockClient(DynamoDBClient);
const events = mockClient(EventBridgeClient);
const lambda = mockClient(LambdaClient);
const kms = mockClient(KMSClient);
const AUDIT_KEY = generateKeyPairSync('ed25519');
type Mock = { calls(): unknown[]; reset(): unknown };
const services: Mock[] = [kms, documents, dynamodb, events, lambda];
const mocks: Mock[] = [sts, ssm, ...services];
const named = (name: string, message = 'no') => Object.assign(new Error(message), { name });

beforeEach(() => {
  sts.on(GetCallerIdentityCommand).resolves({ Account: ACCOUNT, Arn: WHO });
  ssm.on(GetParametersCommand).callsFake(async ({ Names }) => ({
    Parameters: Names.filter((name: string) => name === directoryName('prod')).map((Name: string) => ({
      Name,
      Value: JSON.stringify(DIRECTORY),
    })),
  }));
  documents.on(ScanCommand).resolves({ Items: [] });
  documents.on(GetCommand).resolves({});
  // The audit log continues after its last entry.
  const lines: Record<string, Record<string, unknown>[]> = {};
  documents.on(PutCommand).callsFake(async ({ TableName, Item }) => {
    if (TableName === 'audit') lines[Item.day] = [Item, ...(lines[Item.day] ?? [])];
    return {};
  });
  documents
    .on(QueryCommand)
    .callsFake(async ({ ExpressionAttributeValues: values }) => ({ Items: lines[values[':day']] ?? [] }));
  kms
    .on(GetPublicKeyCommand)
    .resolves({ PublicKey: new Uint8Array(AUDIT_KEY.publicKey.export({ type: 'spki', format: 'der' })) });
  kms
    .on(SignCommand)
    .callsFake(async ({ Message }) => ({ Signature: sign(null, Message, AUDIT_KEY.privateKey) }));
});
afterEach(() => {
  for (const mock of mocks) mock.reset();
});

const prod = (line: string | string[], terminal: Parameters<typeof pricewire>[1] = {}): Promise<Ran> =>
  pricewire(
    [...(Array.isArray(line) ? line : line.split(' ')), '--stage', 'prod', '--region', 'eu-west-1'],
    terminal,
  );
const calls = () => mocks.flatMap((mock) => mock.calls()).length;

describe('a stage', () => {
  it('is named with its account and region, and who asks, beside the answer', async () => {
    const { code, out, err } = await prod('products list --json');
    expect([code, err]).toEqual([0, `${DESCRIPTION}, as ${WHO}\n`]);
    expect(JSON.parse(out)).toEqual({ products: [] });
  });

  it('is asked by the profile that is given', async () => {
    await prod('products list --profile shop');
    for (const mock of [sts, ssm])
      expect((mock.calls()[0]?.thisValue as STSClient | undefined)?.config).toMatchObject({
        profile: 'shop',
      });
  });

  it('is named once, however often it is asked', async () => {
    documents.on(ScanCommand).rejects(named('ResourceNotFoundException'));
    expect((await prod('models health')).err.match(/stage prod/g)).toHaveLength(1);
  });

  it.each([
    ['--stage prod --url http://127.0.0.1:4400', 'use --stage or --url, not both'],
    ['--stage Prod/1', 'Prod/1 is not the name of a stage'],
    ['--region eu-west-1', '--region and --profile need --stage'],
    ['--profile shop', '--region and --profile need --stage'],
  ])('with %s is bad usage', async (options, message) => {
    const { code, err } = await pricewire(['status', ...options.split(' ')]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(calls()).toBe(0);
  });

  it('leaves the stack on this machine alone', async () => {
    const stack = await serve();
    const { out } = await prod('products list --json', { env: { PRICEWIRE_URL: stack.url } });
    await stack.stop();
    expect(JSON.parse(out).products).toEqual([]);
  });
});

describe('a stage that can not be asked', () => {
  it('for want of credentials ends in 3', async () => {
    sts.on(GetCallerIdentityCommand).rejects(named('CredentialsProviderError', 'Could not load credentials'));
    const { code, out, err } = await prod('status');
    expect([code, out]).toEqual([3, '']);
    expect(err).toBe('pricewire: no valid AWS credentials: Could not load credentials\n');
  });

  it('with credentials that have expired ends in 3', async () => {
    sts.on(GetCallerIdentityCommand).rejects(named('ExpiredTokenException', 'The token is expired'));
    expect(await prod('status')).toMatchObject({ code: 3, err: expect.stringContaining('sign in again') });
  });

  it('because it is not deployed there ends in 3, with where it was looked for', async () => {
    ssm.on(GetParametersCommand).resolves({ Parameters: [], InvalidParameters: ['/pricewire/prod'] });
    const { code, err } = await prod('status');
    expect(code).toBe(3);
    expect(err).toContain(`there is no parameter /pricewire/prod in account ${ACCOUNT}, region eu-west-1`);
  });

  it.each([
    ['{"version": 2}', '(version: '],
    ['half', '(: '],
  ])('because its parameter is %s ends in 3', async (Value, at) => {
    ssm.on(GetParametersCommand).resolves({ Parameters: [{ Name: '/pricewire/prod', Value }] });
    const { code, err } = await prod('status');
    expect(code).toBe(3);
    expect(err).toContain(`parameter /pricewire/prod has another format than this version reads ${at}`);
  });

  it('because it keeps its items in a newer format ends in 3, and says what to do', async () => {
    const Value = JSON.stringify({ ...DIRECTORY, itemFormat: FORMAT + 1 });
    ssm.on(GetParametersCommand).resolves({ Parameters: [{ Name: '/pricewire/prod', Value }] });
    const { code, err } = await prod('products list');
    expect(code).toBe(3);
    expect(err).toContain(
      `stage prod keeps its items in format ${FORMAT + 1}, and this version reads up to ${FORMAT}: update Pricewire here`,
    );
    expect(services.flatMap((mock) => mock.calls())).toEqual([]);
  });

  it('is asked where it was deployed before it noted its format and its log', async () => {
    const { executionLog: _, itemFormat: __, ...Value } = DIRECTORY;
    ssm
      .on(GetParametersCommand)
      .resolves({ Parameters: [{ Name: '/pricewire/prod', Value: JSON.stringify(Value) }] });
    expect((await prod('products list')).code).toBe(0);
  });

  it('for want of a permission ends in 1, in a line that names the action and the resource', async () => {
    const denied = (action: string, resource: string) =>
      named(
        'AccessDeniedException',
        `User: ${WHO} is not authorized to perform: ${action} on resource: ${resource} because no policy allows it`,
      );
    documents.on(ScanCommand).rejects(denied('dynamodb:Scan', 'arn:table'));
    expect(await prod('products list')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`pricewire: access denied: ${WHO} lacks dynamodb:Scan on arn:table\n`),
    });
    events.on(PutEventsCommand).rejects(denied('events:PutEvents', 'arn:bus'));
    const send = 'send --product SKU1 --stock 1 --sequence 1 --yes';
    expect((await prod(send)).err).toContain(`access denied: ${WHO} lacks events:PutEvents on arn:bus\n`);
    ssm.on(GetParametersCommand).rejects(denied('ssm:GetParameters', 'arn:parameter'));
    expect((await prod('status')).err).toContain(
      `access denied: ${WHO} lacks ssm:GetParameters on arn:parameter\n`,
    );
  });

  it('because it is throttled ends in 1, and says to try again', async () => {
    documents.on(ScanCommand).rejects(named('ThrottlingException', 'Rate exceeded'));
    expect(await prod('products list')).toMatchObject({
      code: 1,
      err: expect.stringContaining('AWS is throttling; try again in a moment: Rate exceeded'),
    });
  });

  it('because its price read API does not answer says so of each product', async () => {
    const { code, err } = await prod('price get SKU1');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^SKU1: no answer from http:\/\/127\.0\.0\.1:1\/v1\/prices\/SKU1: /m),
    ]);
  });
});

const policy = fileOf('policy.json', '{"policyId": "default"}');
const products = fileOf('products.csv', 'productId,name,category,currency,listPrice\n');
const baselines = fileOf('b.csv', 'product,baseline_units_per_hour\nSKU1,2\n');
const ASKED = [
  'send --product SKU1 --stock 1',
  `replay ${products} --product productId --time name --stock listPrice`,
  `products import ${products}`,
  `products baselines ${baselines}`,
  `policy put ${policy}`,
  'policy approve a-draft',
  'policy mode default paused',
  'reprice --all',
  'resume',
  'rollback --since 1h',
  'demand reset SKU1',
  'sequence reset SKU1',
  'dlq redrive --all',
  'cache rebuild',
  'archive reconcile --since 1h',
  'tables copy ledger --from restored',
];

describe('what others will feel', () => {
  it.each(ASKED)('%s: is not done where there is nobody to ask', async (line) => {
    const { code, out, err } = await prod(line);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^pricewire: [A-Z].* on stage prod: no terminal for the confirmation; use --yes\n$/);
    expect(calls()).toBe(0);
  });

  it.each(ASKED)('%s: is not done unless the answer is yes', async (line) => {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return '';
    };
    const { code, out, err } = await prod(line, { ask });
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(`${DESCRIPTION}, as ${WHO}\npricewire: cancelled, nothing changed\n`);
    expect(questions).toEqual([expect.stringMatching(/^[A-Z].* on stage prod \(account .*\)\? \[y\/N\] $/)]);
    expect(services.flatMap((mock) => mock.calls())).toEqual([]);
  });

  it.each(['y', ' Yes \n'])('is done when the answer is %j', async (answer) => {
    const { out } = await prod('reprice --all', { ask: async () => answer });
    expect(out).toBe('0 products are being repriced.\n');
  });

  it('is done unasked with --yes', async () => {
    const ask = () => Promise.reject(new Error('nobody is to be asked'));
    expect((await prod('reprice --all --yes', { ask })).out).toBe('0 products are being repriced.\n');
  });

  it.each(['rollback --since 1h --dry-run', 'products list', 'models list', 'resume --help'])(
    'is not what %s does: nothing is asked',
    async (line) => {
      expect((await prod(line)).code).toBe(0);
    },
  );

  it('is nothing that could be meant for this machine, where it is about tables of AWS', async () => {
    const { code, err } = await pricewire(['tables', 'copy', 'ledger', '--from', 'restored']);
    expect([code, err]).toEqual([2, 'pricewire: works on a stage on AWS only: add --stage\n']);
  });

  it("is the user's own business on this machine", async () => {
    const stack = await serve();
    const { code } = await pricewire(['reprice', '--all', '--url', stack.url]);
    await stack.stop();
    expect(code).toBe(0);
  });
});

describe('the cache of a stage', () => {
  const returns = (value: object, FunctionError?: string) =>
    ({ Payload: { transformToString: () => JSON.stringify(value) }, FunctionError }) as never;
  const found = [{ kind: 'missing-in-redis', productId: 'SKU1', detail: 'revision 5 is in force' }];

  it('is compared by its function; what that does not list is counted', async () => {
    lambda.on(InvokeCommand).resolves(returns({ checked: 9, differences: { 'missing-in-redis': 3 }, found }));
    const { code, out, err } = await prod('cache verify');
    expect(code).toBe(1);
    expect(out).toMatch(/^SKU1 {2}missing-in-redis: revision 5 is in force$/m);
    expect(out).toMatch(/^ +3 missing-in-redis: /m);
    expect(err).toContain('2 more differences are not listed.\n');
  });

  it('is filled by its function, again and again while that runs out of time', async () => {
    const late = returns({ errorMessage: '1f2e Task timed out after 55.00 seconds' }, 'Unhandled');
    lambda
      .on(InvokeCommand)
      .resolvesOnce(late)
      .resolvesOnce(late)
      .resolves(returns({ checked: 9, published: 4 }));
    const { code, out } = await prod('cache rebuild --yes');
    expect([code, out]).toEqual([0, '9 products checked, 4 prices published.\n']);
    const payloads = lambda.commandCalls(InvokeCommand).map(({ args }) => String(args[0].input.Payload));
    expect(payloads).toHaveLength(3);
    // The function treats this input as a notification that the cache lost data.
    expect(JSON.parse(payloads[0] ?? '').Records).toHaveLength(1);
  });

  it('is not given up on for a fault of the function in silence', async () => {
    lambda
      .on(InvokeCommand)
      .resolves(returns({ errorType: 'CacheUnavailable', errorMessage: 'no' }, 'Unhandled'));
    for (const line of ['cache rebuild --yes', 'cache verify'])
      expect(await prod(line)).toMatchObject({
        code: 1,
        err: expect.stringContaining('CacheUnavailable: no'),
      });
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(2);
  });

  it('is reached directly where an address of its Redis is given, which has to be one', async () => {
    const at = (PRICEWIRE_REDIS_URL: string) => ({ env: { PRICEWIRE_REDIS_URL } });
    expect(await prod('cache verify', at('redis://127.0.0.1:1'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('the Redis at PRICEWIRE_REDIS_URL does not answer'),
    });
    expect(await prod('cache verify', at('127.0.0.1'))).toMatchObject({ code: 2 });
    expect(lambda.calls()).toEqual([]);
  });
});
