import { describe, expect, it } from 'vitest';
import type { Integrations, Json } from '../../../local/engine/index.ts';
import { EMPTY } from '../../empty.ts';
import { fault, named, output, pass, run, task } from './support.ts';

const call = (action: string, Arguments: unknown, fields = {}) => ({
  A: task({ Resource: `arn:aws:states:::${action}`, Arguments, ...fields }),
});

/** The state's error when the integration throws this error. */
const errorOf = async (action: string, Arguments: unknown, integrations: Partial<Integrations>) => {
  const { result } = await run(call(action, Arguments), { integrations });
  return { status: result.status, error: result.error, cause: result.cause };
};

describe('lambda:invoke', () => {
  const invoke = (Payload: unknown, fields = {}) =>
    call('lambda:invoke', { FunctionName: 'work', Payload }, fields);

  it('returns the payload in the format of the API', async () => {
    expect(await output(invoke({ n: 1 }), { work: (payload) => ({ got: payload }) })).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { got: { n: 1 } },
      StatusCode: 200,
    });
  });

  it('passes the name of the function unchanged', async () => {
    const states = call('lambda:invoke', { FunctionName: "{% 'fn' & $states.input.n %}" });
    expect(await output(states, { input: { n: 1 }, work: (_, name) => name })).toMatchObject({
      Payload: 'fn1',
    });
  });

  it('passes an empty object without a Payload', async () => {
    const states = call('lambda:invoke', { FunctionName: 'work' });
    expect(await output(states, { work: (payload) => payload })).toMatchObject({ Payload: EMPTY });
  });

  it('puts the payload through JSON text both ways', async () => {
    const answer = { date: new Date(0), gone: undefined, nan: Number.NaN, list: [undefined] };
    const texts: string[] = [];
    const integrations: Partial<Integrations> = {
      invokeFunction: async (_, text) => {
        texts.push(text);
        return { payload: JSON.stringify(answer) };
      },
    };
    const got = await output(invoke("{% {'n': $states.input.l[n = 1].n} %}"), {
      input: { l: [{ n: 1 }] },
      integrations,
    });
    expect(texts).toEqual(['{"n":1}']);
    expect(got).toMatchObject({ Payload: { date: '1970-01-01T00:00:00.000Z', nan: null, list: [null] } });
    expect(got).not.toHaveProperty('Payload.gone');
  });

  it('does not let a function change the data of the workflow', async () => {
    const input = { list: [1] };
    const work = (payload: Json) => {
      (payload as typeof input).list.push(2);
      return 0;
    };
    expect(
      await output(invoke('{% $states.input %}', { Output: '{% $states.input %}' }), { input, work }),
    ).toEqual({
      list: [1],
    });
  });

  it("turns a handler's throw into its errorType, with the whole text as the cause", async () => {
    const { result } = await run(invoke({}), {
      work: () => fault('InvalidEvent', 'stock is negative') as never,
    });
    expect(result).toMatchObject({ status: 'FAILED', error: 'InvalidEvent' });
    expect(JSON.parse(result.cause ?? '')).toEqual({
      errorType: 'InvalidEvent',
      errorMessage: 'stock is negative',
      trace: [],
    });
  });

  it('calls a throw without errorType Lambda.Unknown', async () => {
    const work = () => ({ payload: '{"errorMessage":"exited"}', functionError: 'Unhandled' }) as never;
    expect((await run(invoke({}), { work })).result.error).toBe('Lambda.Unknown');
  });

  it.each([
    ['TooManyRequestsException', 'Lambda.TooManyRequestsException'],
    ['Lambda.TooManyRequestsException', 'Lambda.TooManyRequestsException'],
    ['', 'Lambda.Unknown'],
  ])('spells an error of the service named "%s" %s', async (name, expected) => {
    const invokeFunction = async () => {
      throw named(name, 'slow down');
    };
    expect(await errorOf('lambda:invoke', { FunctionName: 'work' }, { invokeFunction })).toEqual({
      status: 'FAILED',
      error: expected,
      cause: 'slow down',
    });
  });

  it('fails with States.Runtime when the answer is not JSON', async () => {
    const invokeFunction = async () => ({ payload: '<html>' });
    expect((await errorOf('lambda:invoke', { FunctionName: 'work' }, { invokeFunction })).error).toBe(
      'States.Runtime',
    );
  });

  it('refuses unknown arguments from an expression', async () => {
    const states = call('lambda:invoke', "{% {'FunctionName': 'work', 'Qualifier': '1'} %}");
    const { result } = await run(states, { work: () => 1 });
    expect(result).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('Qualifier') });
  });

  it('refuses arguments that are no object, and a function without a name', async () => {
    expect((await run(call('dynamodb:updateItem', '{% [1] %}'))).result.error).toBe('States.Runtime');
    expect((await run(call('lambda:invoke', { FunctionName: 1 }))).result.error).toBe(
      'Lambda.ValidationException',
    );
  });
});

describe('sqs:sendMessage', () => {
  it('passes its arguments on and answers the result', async () => {
    const sendMessage = async (args: Json) => ({ MessageId: 'm', args });
    const Arguments = { QueueUrl: 'q', MessageBody: '{% $states.input.text %}' };
    expect(
      await output(call('sqs:sendMessage', Arguments), {
        input: { text: 'hi' },
        integrations: { sendMessage },
      }),
    ).toEqual({
      MessageId: 'm',
      args: { QueueUrl: 'q', MessageBody: 'hi' },
    });
  });

  it('sends a body that is no text as JSON text', async () => {
    const sendMessage = async (args: Json) => args;
    const Arguments = { QueueUrl: 'q', MessageBody: { a: '{% $states.input %}' } };
    expect(
      await output(call('sqs:sendMessage', Arguments), { input: [1], integrations: { sendMessage } }),
    ).toEqual({
      QueueUrl: 'q',
      MessageBody: '{"a":[1]}',
    });
  });

  it('spells its errors SQS.…', async () => {
    const sendMessage = async () => {
      throw named('QueueDoesNotExist');
    };
    expect((await errorOf('sqs:sendMessage', {}, { sendMessage })).error).toBe('SQS.QueueDoesNotExist');
  });
});

describe('events:putEvents', () => {
  const entries = [
    { Detail: { n: '{% $states.input.n %}' }, DetailType: 'T', EventBusName: 'b', Source: 's' },
    { Detail: '{"n":2}', DetailType: 'T', EventBusName: 'b', Source: 's', Resources: ['mine'] },
  ];

  it('sends Detail as JSON text and adds the state machine and the execution to Resources, as AWS does', async () => {
    const putEvents = async (args: Json) => ({ FailedEntryCount: 0, args });
    const mine = [
      'arn:aws:states:us-east-1:000000000000:stateMachine:Sample',
      'arn:aws:states:us-east-1:000000000000:express:Sample:id-1:id-2',
    ];
    const states = call(
      'events:putEvents',
      { Entries: entries },
      { Output: '{% $states.result.args.Entries %}' },
    );
    expect(await output(states, { input: { n: 1 }, integrations: { putEvents } })).toEqual([
      { Detail: '{"n":1}', DetailType: 'T', EventBusName: 'b', Source: 's', Resources: mine },
      { Detail: '{"n":2}', DetailType: 'T', EventBusName: 'b', Source: 's', Resources: ['mine', ...mine] },
    ]);
  });

  it('fails with EventBridge.FailedEntry when an entry failed', async () => {
    const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] };
    const failed = await errorOf('events:putEvents', { Entries: [] }, { putEvents: async () => answer });
    expect(failed).toEqual({
      status: 'FAILED',
      error: 'EventBridge.FailedEntry',
      cause: JSON.stringify(answer),
    });
  });

  it.each([[{}], [{ Entries: [1] }]])('fails for arguments like %j', async (Arguments) => {
    expect((await errorOf('events:putEvents', Arguments, {})).error).toBe('EventBridge.ValidationException');
  });

  it('spells its errors EventBridge.…', async () => {
    const putEvents = async () => {
      throw named('InternalException');
    };
    expect((await errorOf('events:putEvents', { Entries: [] }, { putEvents })).error).toBe(
      'EventBridge.InternalException',
    );
  });
});

describe('dynamodb:updateItem', () => {
  it('passes its arguments on, and its result through JSON', async () => {
    const updateItem = async (args: Json) => ({ Attributes: args, at: new Date(0) }) as unknown as Json;
    const Arguments = { TableName: 't', Key: { id: { S: '{% $states.input.id %}' } } };
    expect(
      await output(call('dynamodb:updateItem', Arguments), {
        input: { id: 'a' },
        integrations: { updateItem },
      }),
    ).toEqual({
      Attributes: { TableName: 't', Key: { id: { S: 'a' } } },
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it('returns null for an empty answer, so that the next state has an input', async () => {
    const updateItem = async () => undefined as unknown as Json;
    expect(await output(call('dynamodb:updateItem', {}), { integrations: { updateItem } })).toBeNull();
  });

  it('spells its errors DynamoDB.…', async () => {
    const updateItem = async () => {
      throw named('ConditionalCheckFailedException');
    };
    const states = {
      ...call(
        'dynamodb:updateItem',
        {},
        { Catch: [{ ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], Next: 'Again' }] },
      ),
      Again: pass({ Output: 'again' }),
    };
    expect(await output(states, { integrations: { updateItem } })).toBe('again');
  });
});
