import { describe, expect, it } from 'vitest';
import { loadStateMachine, UnsupportedDefinition } from '../../../local/engine/index.ts';
import { ARN, machine, pass, task } from './support.ts';

const condition = '{% $states.input.ok %}';
const choice = (fields: object) => ({ A: { Type: 'Choice', ...fields }, B: pass() });
const rule = (fields: object) => choice({ Choices: [{ Condition: condition, Next: 'B', ...fields }] });
const retry = (fields: object) => ({ A: task({ Retry: [{ ErrorEquals: ['X'], ...fields }] }) });
const catcher = (fields: object) => ({
  A: task({ Catch: [{ ErrorEquals: ['X'], Next: 'B', ...fields }] }),
  B: pass(),
});
const output = (expression: string) => ({ A: pass({ Output: `{% ${expression} %}` }) });

describe('what the engine refuses to load, by state and field', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['Map', { A: { Type: 'Map', End: true } }, 'State "A": Type "Map" is not implemented'],
    ['Parallel', { A: { Type: 'Parallel', End: true } }, 'State "A": Type "Parallel" is not implemented'],
    ['a type that only objects have', { A: { Type: 'constructor' } }, 'State "A": Type "constructor"'],
    ['a state without a type', { A: {} }, 'State "A": Type undefined'],
    ['a state that is no object', { A: 1 }, 'State "A": Type'],
    ['InputPath', { A: pass({ InputPath: '$.a' }) }, 'State "A": InputPath is not implemented'],
    ['Parameters', { A: task({ Parameters: {} }) }, 'State "A": Parameters is not implemented'],
    ['ResultSelector', { A: task({ ResultSelector: {} }) }, 'State "A": ResultSelector'],
    ['ResultPath', { A: task({ ResultPath: '$' }) }, 'State "A": ResultPath'],
    ['OutputPath', { A: pass({ OutputPath: '$' }) }, 'State "A": OutputPath'],
    ['Result', { A: pass({ Result: {} }) }, 'State "A": Result'],
    ['HeartbeatSeconds', { A: task({ HeartbeatSeconds: 1 }) }, 'State "A": HeartbeatSeconds'],
    ['TimeoutSecondsPath', { A: task({ TimeoutSecondsPath: '$' }) }, 'State "A": TimeoutSecondsPath'],
    ['Credentials', { A: task({ Credentials: {} }) }, 'State "A": Credentials'],
    [
      'JSONPath in one state',
      { A: pass({ QueryLanguage: 'JSONPath' }) },
      'State "A": QueryLanguage must be JSONata',
    ],
    ['Retry on Pass', { A: pass({ Retry: [] }) }, 'State "A": Retry'],
    ['Assign on Succeed', { A: { Type: 'Succeed', Assign: {} } }, 'State "A": Assign'],
    ['Output on Fail', { A: { Type: 'Fail', Output: {} } }, 'State "A": Output'],
    ['ErrorPath', { A: { Type: 'Fail', ErrorPath: '$.e' } }, 'State "A": ErrorPath'],
    ['an Error that is no string', { A: { Type: 'Fail', Error: 1 } }, 'State "A": Error must be a string'],

    [
      'another resource',
      { A: task({ Resource: 'arn:aws:states:::sns:publish' }) },
      'State "A": Resource arn:aws:states:::sns:publish',
    ],
    [
      'waiting for a callback',
      { A: task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }) },
      'State "A": Resource',
    ],
    [
      'a function ARN as resource',
      { A: task({ Resource: 'arn:aws:lambda:us-east-1:0:function:f' }) },
      'State "A": Resource',
    ],
    ['a task without resource', { A: task({ Resource: undefined }) }, 'State "A": Resource must be a string'],
    ['a task without arguments', { A: task({ Arguments: undefined }) }, 'State "A": Arguments is missing'],
    [
      'asynchronous invocation',
      { A: task({ Arguments: { FunctionName: 'f', InvocationType: 'Event' } }) },
      'State "A": Arguments/InvocationType',
    ],
    [
      'a timeout of 0',
      { A: task({ TimeoutSeconds: 0 }) },
      'State "A": TimeoutSeconds must be a whole number',
    ],
    ['a timeout of half a second', { A: task({ TimeoutSeconds: 0.5 }) }, 'State "A": TimeoutSeconds'],

    [
      'Wait without a time',
      { A: { Type: 'Wait', End: true } },
      'State "A": Seconds or Timestamp must be there',
    ],
    [
      'Wait with two times',
      { A: { Type: 'Wait', End: true, Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' } },
      'State "A": Seconds',
    ],
    ['SecondsPath', { A: { Type: 'Wait', End: true, SecondsPath: '$' } }, 'State "A": SecondsPath'],
    [
      'a Timestamp that is none',
      { A: { Type: 'Wait', End: true, Timestamp: 'soon' } },
      'State "A": Timestamp must be an RFC 3339',
    ],
    [
      'a wait of more than AWS takes',
      { A: { Type: 'Wait', End: true, Seconds: 100_000_000 } },
      'State "A": Seconds must be a whole number of seconds, at least 0 and at most 99999999',
    ],
    [
      'a timeout of more than AWS takes',
      { A: task({ TimeoutSeconds: 100_000_000 }) },
      'State "A": TimeoutSeconds must be a whole number of seconds, at least 1 and at most 99999999',
    ],
    ['a negative wait', { A: { Type: 'Wait', End: true, Seconds: -1 } }, 'State "A": Seconds'],

    ['a Choice without rules', choice({ Choices: [] }), 'State "A": Choices must be a list'],
    ['a JSONPath rule', rule({ Variable: '$.a' }), 'State "A": Choices[0]/Variable'],
    ['a nested rule', rule({ And: [] }), 'State "A": Choices[0]/And'],
    [
      'a rule without Condition',
      rule({ Condition: undefined }),
      'State "A": Choices[0]/Condition must be a boolean',
    ],
    ['a rule without Next', rule({ Next: undefined }), 'State "A": Choices[0]/Next must be a string'],
    [
      'Next on Choice',
      { ...rule({}), A: { Type: 'Choice', Choices: [{ Condition: condition, Next: 'B' }], Next: 'B' } },
      'State "A": Next',
    ],
    [
      'Output on Choice without Default',
      { A: { Type: 'Choice', Choices: [{ Condition: condition, Next: 'B' }], Output: 1 }, B: pass() },
      'State "A": Output is only evaluated',
    ],

    ['an unknown field of a retrier', retry({ Jitter: 'FULL' }), 'State "A": Retry[0]/Jitter'],
    [
      'an interval that is not whole',
      retry({ IntervalSeconds: 0.5 }),
      'State "A": Retry[0]/IntervalSeconds must be a whole number',
    ],
    [
      'an interval of more than AWS takes',
      retry({ IntervalSeconds: 100_000_000 }),
      'State "A": Retry[0]/IntervalSeconds must be a whole number, at least 1 and at most 99999999',
    ],
    [
      'more attempts than AWS takes',
      retry({ MaxAttempts: 100_000_000 }),
      'State "A": Retry[0]/MaxAttempts must be a whole number, at least 0 and at most 99999999',
    ],
    [
      'a longest delay of more than AWS takes',
      retry({ MaxDelaySeconds: 31_622_400 }),
      'State "A": Retry[0]/MaxDelaySeconds must be a whole number, at least 1 and at most 31622399',
    ],
    [
      'a state whose name is longer than 80 characters',
      { ['x'.repeat(81)]: pass() },
      'States has a name of 81 characters, at most 80',
    ],
    ['an interval of 0', retry({ IntervalSeconds: 0 }), 'State "A": Retry[0]/IntervalSeconds'],
    ['a negative number of attempts', retry({ MaxAttempts: -1 }), 'State "A": Retry[0]/MaxAttempts'],
    ['a back-off that shrinks', retry({ BackoffRate: 0.9 }), 'State "A": Retry[0]/BackoffRate'],
    [
      'a longest delay that is not whole',
      retry({ MaxDelaySeconds: 1.5 }),
      'State "A": Retry[0]/MaxDelaySeconds',
    ],
    ['an unknown jitter', retry({ JitterStrategy: 'HALF' }), 'State "A": Retry[0]/JitterStrategy'],
    [
      'a retrier without errors',
      retry({ ErrorEquals: [] }),
      'State "A": Retry[0]/ErrorEquals must be a list',
    ],
    ['an error that is no name', retry({ ErrorEquals: [1] }), 'State "A": Retry[0]/ErrorEquals'],
    [
      'States.ALL in company',
      retry({ ErrorEquals: ['States.ALL', 'X'] }),
      'State "A": Retry[0]/ErrorEquals must have States.ALL alone',
    ],
    [
      'States.ALL before another',
      { A: task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] }) },
      'State "A": Retry[0]/ErrorEquals',
    ],
    [
      'a misspelt reserved name',
      retry({ ErrorEquals: ['States.TimeOut'] }),
      'State "A": Retry[0]/ErrorEquals names States.TimeOut',
    ],
    ['Retry that is no list', { A: task({ Retry: {} }) }, 'State "A": Retry must be a list'],
    ['an unknown field of a catcher', catcher({ ResultPath: '$' }), 'State "A": Catch[0]/ResultPath'],
    [
      'States.ALL in company in a catcher',
      catcher({ ErrorEquals: ['X', 'States.ALL'] }),
      'State "A": Catch[0]/ErrorEquals',
    ],

    [
      'an expression that does not parse',
      output('1 +'),
      'State "A": Output is not JSONata: Unexpected end of expression',
    ],
    [
      'one deep in a value',
      { A: pass({ Output: { list: [1, { deep: '{% ( %}' }] } }) },
      'State "A": Output/list[1]/deep is not JSONata',
    ],
    ...[' {% 1 %}', '{% 1 %} ', 'x {% 1 %}', '{% 1 %}, {% 2 %} each', '{% 1', '1 %}'].map(
      (text): [string, Record<string, unknown>, string] => [
        `an expression with something around it: ${JSON.stringify(text)}`,
        { A: pass({ Output: { v: [text] } }) },
        'State "A": Output/v[0] has {% or %} inside a string: an expression starts with {% and ends with %}, without spaces around it',
      ],
    ),
    [
      'such a text where a number belongs',
      { A: task({ TimeoutSeconds: ' {% 1 %}' }) },
      'State "A": TimeoutSeconds has {% or %} inside a string: an expression starts with {% and ends with %}, without spaces around it',
    ],
    [
      'such a text as an Error',
      { A: { Type: 'Fail', Error: 'Failed: {% 1 %}' } },
      'State "A": Error has {% or %} inside a string: an expression starts with {% and ends with %}, without spaces around it',
    ],
    ['$eval', output("$eval('1')"), 'State "A": Output calls $eval'],
    ['$eval in a lambda', output('$map([1], function($v) { $eval($v) })'), 'State "A": Output calls $eval'],
    ['$$', output('$$.a'), 'State "A": Output refers to $$'],
    ['$ at the top level', output('$'), 'State "A": Output refers to \'$\' at the top level'],
    ['a bare name', output('price'), 'State "A": Output refers to \'price\' at the top level'],
    ['a bare name in an object', output("{'a': price}"), "refers to 'price'"],
    ['a bare name in a list', output('[1, price]'), "refers to 'price'"],
    ['a bare name in a call', output('$sum(price)'), "refers to 'price'"],
    ['a bare name in a comparison', output('1 = price'), "refers to 'price'"],
    ['a bare name in a condition', output('true ? price : 1'), "refers to 'price'"],
    ['a bare name in a block', output('($x := price; $x)'), "refers to 'price'"],
    ['a negated bare name', output('-price'), "refers to 'price'"],
    ['a misspelt part of $states', output('$states.inptu'), 'State "A": Output refers to $states.inptu'],
    [
      'the result, where there is none',
      output('$states.result'),
      'State "A": Output refers to $states.result',
    ],
    [
      'the result in Arguments',
      { A: task({ Arguments: { FunctionName: '{% $states.result %}' } }) },
      'State "A": Arguments/FunctionName refers to $states.result',
    ],
    [
      'the error output outside a catcher',
      { A: task({ Output: '{% $states.errorOutput %}' }) },
      'State "A": Output refers to $states.errorOutput',
    ],
    [
      'the result in a catcher',
      catcher({ Output: '{% $states.result %}' }),
      'State "A": Catch[0]/Output refers to $states.result',
    ],

    [
      'a variable named states',
      { A: pass({ Assign: { states: 1 } }) },
      'State "A": Assign/states uses a reserved name',
    ],
    [
      'a variable that starts with a digit',
      { A: pass({ Assign: { '1a': 1 } }) },
      'State "A": Assign/1a is not a valid variable name',
    ],
    ['a variable with a dot', { A: pass({ Assign: { 'a.b': 1 } }) }, 'State "A": Assign/a.b'],
    [
      'a variable with too long a name',
      { A: pass({ Assign: { ['a'.repeat(81)]: 1 } }) },
      'is not a valid variable name',
    ],
    ['Assign that is no object', { A: pass({ Assign: '{% {} %}' }) }, 'State "A": Assign must be an object'],

    ['neither Next nor End', { A: { Type: 'Pass' } }, 'State "A": Next or End is missing'],
    ['both Next and End', { A: pass({ Next: 'B' }), B: pass() }, 'State "A": Next and End exclude'],
    ['End: false', { A: pass({ End: false }) }, 'State "A": End must be true'],
    ['Next to nowhere', { A: { Type: 'Pass', Next: 'Z' } }, 'State "A": Next names no state: Z'],
    ['a rule to nowhere', rule({ Next: 'Z' }), 'State "A": Choices[0]/Next names no state: Z'],
    [
      'a Default to nowhere',
      choice({ Choices: [{ Condition: condition, Next: 'B' }], Default: 'Z' }),
      'State "A": Default names no state: Z',
    ],
    ['a catcher to nowhere', catcher({ Next: 'Z' }), 'State "A": Catch[0]/Next names no state: Z'],
    ['a state that no way leads to', { A: pass(), B: pass() }, 'State machine: States/B is not reachable'],
    [
      'a machine that never ends',
      { A: { Type: 'Pass', Next: 'A' } },
      'State machine: States has no terminal state',
    ],
  ])('%s', (_, states, message) => {
    expect(() => machine(states)).toThrow(UnsupportedDefinition);
    expect(() => machine(states)).toThrow(message);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['JSONPath', { QueryLanguage: 'JSONPath' }, 'State machine: QueryLanguage must be JSONata'],
    ['no query language', { QueryLanguage: undefined }, 'State machine: QueryLanguage must be JSONata'],
    ['an unknown field', { Timeout: 3 }, 'State machine: Timeout is not implemented'],
    ['another version', { Version: '2.0' }, 'State machine: Version must be "1.0"'],
    ['StartAt to nowhere', { StartAt: 'Z' }, 'State machine: StartAt names no state: Z'],
    ['no StartAt', { StartAt: undefined }, 'State machine: StartAt must be a string'],
    ['a timeout of 0', { TimeoutSeconds: 0 }, 'State machine: TimeoutSeconds must be a whole number'],
    ['no states', { States: undefined }, 'State machine: States must be an object'],
  ])('at the top level: %s', (_, top, message) => {
    expect(() => machine({ A: pass() }, top)).toThrow(message);
  });

  it('says state and field in the error, for programs', () => {
    const refusal = (() => {
      try {
        return machine(retry({ IntervalSeconds: 1.5 }));
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toMatchObject({
      name: 'UnsupportedDefinition',
      state: 'A',
      field: 'Retry[0]/IntervalSeconds',
    });
  });

  it('refuses a definition that is no object', () => {
    expect(() => loadStateMachine([], { name: 'Sample', arn: ARN })).toThrow(
      'State machine: definition must be an object',
    );
  });
});

describe('what the engine loads', () => {
  it.each<[string, Record<string, unknown>]>([
    ['comments everywhere', { A: task({ Comment: 'c', Retry: [{ ErrorEquals: ['X'], Comment: 'c' }] }) }],
    [
      'States.ALL alone and last',
      { A: task({ Retry: [{ ErrorEquals: ['X'] }, { ErrorEquals: ['States.ALL'] }] }) },
    ],
    ['no attempts at all', retry({ MaxAttempts: 0 })],
    [
      'bare names inside a path, a predicate and a lambda',
      output('$map($states.input.a[b = 1].c, function($v) { $v.d })'),
    ],
    ['$ inside a predicate', output('$states.input.a[$ > 1]')],
    ['a path that begins in a step', output("$states.input.a.{'b': c}")],
    [
      'a loop that can be left',
      { A: { Type: 'Choice', Choices: [{ Condition: condition, Next: 'B' }], Default: 'A' }, B: pass() },
    ],
    [
      'states named like the properties of every object',
      { constructor: pass({ End: undefined, Next: 'toString' }), toString: pass() },
    ],
  ])('%s', (_, states) => {
    expect(machine(states).name).toBe('Sample');
  });
});
