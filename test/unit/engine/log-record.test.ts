import { describe, expect, it, vi } from 'vitest';
import { type ExpressLogRecord, virtualClock } from '../../../local/engine/index.ts';
import { logWriter } from '../../../local/engine/log-record.ts';
import { answers, fault, named, never, pass, run, START, task, types } from './support.ts';

const EXECUTION = 'arn:aws:states:us-east-1:000000000000:express:Sample:id-1:id-2';
const whole = { truncated: false };
const line = (id: number, previous: number, type: string, details: object): ExpressLogRecord => ({
  id: String(id),
  type,
  details: details as Record<string, unknown>,
  previous_event_id: String(previous),
  event_timestamp: String(START),
  execution_arn: EXECUTION,
});

describe('the log of an execution', () => {
  it('is what Express writes to CloudWatch Logs', async () => {
    const states = {
      First: { Type: 'Pass', Assign: { a: 1, t: '{% $states.input.n & "" %}' }, Next: 'Work' },
      Work: task({ Output: '{% $states.result.Payload %}', TimeoutSeconds: 9 }),
    };
    const { records } = await run(states, { input: { n: 1 }, work: () => 'done' });
    const input = '{"n":1}';
    const result = '{"ExecutedVersion":"$LATEST","Payload":"done","StatusCode":200}';
    const lambda = { resource: 'invoke', resourceType: 'lambda' };
    expect(records).toEqual([
      line(1, 0, 'ExecutionStarted', {
        input,
        inputDetails: whole,
        roleArn: 'arn:aws:iam::000000000000:role/Sample',
      }),
      line(2, 0, 'PassStateEntered', { input, inputDetails: whole, name: 'First' }),
      line(3, 2, 'PassStateExited', {
        assignedVariables: { a: '1', t: '"1"' },
        assignedVariablesDetails: whole,
        name: 'First',
        output: input,
        outputDetails: whole,
      }),
      line(4, 3, 'TaskStateEntered', { input, inputDetails: whole, name: 'Work' }),
      line(5, 4, 'TaskScheduled', {
        ...lambda,
        parameters: '{"FunctionName":"work","Payload":{"n":1}}',
        region: 'us-east-1',
        timeoutInSeconds: '9',
      }),
      line(6, 5, 'TaskStarted', lambda),
      line(7, 6, 'TaskSucceeded', { ...lambda, output: result, outputDetails: whole }),
      line(8, 7, 'TaskStateExited', { name: 'Work', output: '"done"', outputDetails: whole }),
      line(9, 8, 'ExecutionSucceeded', { output: '"done"', outputDetails: whole }),
    ]);
  });

  it.each<[string, object, string[]]>([
    [
      'Choice',
      { A: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'B' }] }, B: { Type: 'Succeed' } },
      [
        'ChoiceStateEntered',
        'ChoiceStateExited',
        'SucceedStateEntered',
        'SucceedStateExited',
        'ExecutionSucceeded',
      ],
    ],
    [
      'Wait',
      { A: { Type: 'Wait', Seconds: 1, End: true } },
      ['WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'],
    ],
    ['Fail', { A: { Type: 'Fail' } }, ['FailStateEntered', 'ExecutionFailed']],
  ])('names the ways in and out of %s', async (_, states, expected) => {
    const { records } = await run(states as Record<string, unknown>);
    expect(types(records)).toEqual(['ExecutionStarted', ...expected]);
  });

  it('shows retries as further attempts, and the exit through a catcher', async () => {
    const states = {
      Work: task({
        Retry: [{ ErrorEquals: ['X'] }],
        Catch: [{ ErrorEquals: ['Y'], Next: 'Caught', Assign: { why: 'y' }, Output: 0 }],
      }),
      Caught: pass(),
    };
    const next = answers(fault('X'), fault('Y'));
    const { records } = await run(states, { work: () => next() as never });
    expect(types(records)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      ...['TaskScheduled', 'TaskStarted', 'TaskFailed'],
      ...['TaskScheduled', 'TaskStarted', 'TaskFailed'],
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(records[4]).toMatchObject({
      details: {
        cause: '{"errorType":"X","errorMessage":"no","trace":[]}',
        error: 'X',
        resource: 'invoke',
        resourceType: 'lambda',
      },
      event_timestamp: String(START),
    });
    expect(records[5]).toMatchObject({
      id: '6',
      previous_event_id: '5',
      event_timestamp: String(START + 1000),
    });
    expect(records[8]).toMatchObject({
      details: { assignedVariables: { why: '"y"' }, name: 'Work', output: '0' },
    });
  });

  it('shows a time-out as TaskTimedOut', async () => {
    const { records } = await run({ A: task({ TimeoutSeconds: 2 }) }, { work: never });
    expect(records.slice(-2).map(({ type, details }) => ({ type, details }))).toEqual([
      {
        type: 'TaskTimedOut',
        details: { error: 'States.Timeout', resource: 'invoke', resourceType: 'lambda' },
      },
      { type: 'ExecutionFailed', details: { error: 'States.Timeout' } },
    ]);
  });

  it('shows where an evaluation failed', async () => {
    const { records, result } = await run({ A: pass({ Output: { v: '{% $states.input.missing %}' } }) });
    expect(records.slice(-2).map(({ type, details }) => ({ type, details }))).toEqual([
      {
        type: 'EvaluationFailed',
        details: {
          cause: result.cause,
          error: 'States.QueryEvaluationError',
          location: 'Output/v',
          state: 'A',
        },
      },
      { type: 'ExecutionFailed', details: { cause: result.cause, error: 'States.QueryEvaluationError' } },
    ]);
  });

  it.each([
    ['sqs', 'sendMessage'],
    ['events', 'putEvents'],
    ['dynamodb', 'updateItem'],
  ])('names the service %s and its action %s', async (resourceType, resource) => {
    const fail = async () => {
      throw named('X');
    };
    const { records } = await run(
      { A: task({ Resource: `arn:aws:states:::${resourceType}:${resource}`, Arguments: { Entries: [] } }) },
      { integrations: { sendMessage: fail, putEvents: fail, updateItem: fail } },
    );
    for (const type of ['TaskScheduled', 'TaskStarted', 'TaskFailed']) {
      expect(records.find((record) => record.type === type)?.details).toMatchObject({
        resource,
        resourceType,
      });
    }
  });
});

describe('a payload in the log', () => {
  const LIMIT = 253_952;
  /** A string whose JSON text, escaped once more for the log line, has this many bytes. */
  const escapedTo = (bytes: number, letter = 'x') => letter.repeat(bytes - 4);
  const entered = async (input: string) => (await run({ A: pass() }, { input })).records[1]?.details;

  it('is whole up to 248 KB', async () => {
    expect(await entered(escapedTo(LIMIT))).toMatchObject({ inputDetails: { truncated: false } });
  });

  it('is cut and flagged beyond that, in and out', async () => {
    const { records, result } = await run({ A: pass() }, { input: escapedTo(LIMIT + 100) });
    // The opening quote takes two bytes of the line, the closing one is gone.
    const cut = `"${escapedTo(LIMIT + 2)}`;
    expect(records[1]?.details).toEqual({ input: cut, inputDetails: { truncated: true }, name: 'A' });
    expect(records[2]?.details).toEqual({ output: cut, outputDetails: { truncated: true }, name: 'A' });
    expect(result.output).toBe(escapedTo(LIMIT + 100));
  });

  it('counts as it is escaped', async () => {
    const quotes = (count: number) => '"'.repeat(count);
    // A quote is \" in the text of the value, and \\\" in the line.
    expect(await entered(quotes(LIMIT / 4 - 1))).toMatchObject({ inputDetails: { truncated: false } });
    expect(await entered(quotes(LIMIT / 4))).toMatchObject({ inputDetails: { truncated: true } });
  });

  it('is never cut inside a character', async () => {
    for (const before of ['', 'x', 'xx', 'xxx']) {
      const kept = Math.floor((LIMIT - 2 - before.length) / 4);
      const details = await entered(`${before}${'😀'.repeat(LIMIT / 4)}`);
      expect(details?.['input'] === `"${before}${'😀'.repeat(kept)}`).toBe(true);
    }
  });

  it('is cut and flagged among the variables too', async () => {
    const { records } = await run(
      { A: pass({ Assign: { a: '{% $states.input %}', b: 1 }, Output: 0 }) },
      { input: escapedTo(LIMIT + 1) },
    );
    expect(records[2]?.details).toMatchObject({
      assignedVariables: { b: '1' },
      assignedVariablesDetails: { truncated: true },
    });
  });
});

describe('an execution without a log', () => {
  it('creates no records', () => {
    const log = logWriter(EXECUTION, { clock: virtualClock(START) });
    const details = vi.fn(() => ({}));
    log('PassStateEntered', details);
    expect(details).not.toHaveBeenCalled();
  });

  it('names the same record ids in its errors as one that is logged', async () => {
    const states = {
      A: { Type: 'Pass', Next: 'B' },
      B: pass({ Output: '{% $states.input.missing.$x() %}' }),
    };
    const logged = await run(states);
    const { result } = await run(states, { unlogged: true });
    expect(result).toEqual(logged.result);
    expect(result.cause).toContain('event id #4');
  });
});
