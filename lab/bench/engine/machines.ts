const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const TASKS = ['Receive', 'Load', 'Judge', 'Commit', 'Close'] as const;
export type TaskName = (typeof TASKS)[number];

/** Five tasks, a Choice and a Pass: the structure of the workflow without its work. */
const order = ['Receive', 'Load', 'Choose', 'Judge', 'Shape', 'Commit', 'Close'];
const then = (name: string) => {
  const next = order[order.indexOf(name) + 1];
  return next === undefined ? { End: true } : { Next: next };
};

/** In JSONata, with the features of our workflow: Arguments, Assign, Output. */
export const jsonataMachine = {
  QueryLanguage: 'JSONata',
  StartAt: 'Receive',
  States: {
    ...Object.fromEntries(
      TASKS.map((name) => [
        name,
        {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
          Output: '{% $states.result.Payload %}',
          ...then(name),
        },
      ]),
    ),
    Choose: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.stock > 0 %}', Next: 'Judge' }],
      Default: 'Close',
    },
    Shape: {
      Type: 'Pass',
      Output: { productId: '{% $states.input.productId %}', stock: '{% $states.input.stock %}' },
      ...then('Shape'),
    },
  },
};

/** The same in JSONPath. */
export const jsonPathMachine = {
  StartAt: 'Receive',
  States: {
    ...Object.fromEntries(TASKS.map((name) => [name, { Type: 'Task', Resource: FUNCTION, ...then(name) }])),
    Choose: {
      Type: 'Choice',
      Choices: [{ Variable: '$.stock', NumericGreaterThan: 0, Next: 'Judge' }],
      Default: 'Close',
    },
    Shape: {
      Type: 'Pass',
      Parameters: { 'productId.$': '$.productId', 'stock.$': '$.stock' },
      ...then('Shape'),
    },
  },
};

export const TASK_NAMES: readonly TaskName[] = TASKS;
export const INPUT = { productId: 'SKU1', stock: 3, sequence: 17, occurredAt: '2026-11-25T12:00:00Z' };
