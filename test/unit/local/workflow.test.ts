import { afterEach, expect, it, vi } from 'vitest';
import { localWorkflow } from '../../../local/workflow.ts';

const ROOM_OF_ONE_PRODUCT = 8;
const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Judge',
  States: {
    Judge: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      TimeoutSeconds: 5,
      Arguments: { FunctionName: 'Judge', Payload: '{% $states.input.id %}' },
      End: true,
    },
  },
};
const turned = () => new Promise((done) => setImmediate(done));
const event = (id: string, more = {}) =>
  JSON.stringify({ id, source: 'inventory', detail: { productId: 'HOT' }, ...more });

/** A workflow whose executions end when the test says so. */
function workflowOf(begun: string[], ends: (() => void)[]) {
  return localWorkflow({
    arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:reprice',
    definition,
    integrations: {
      invokeFunction(_, payload) {
        begun.push(JSON.parse(payload) as string);
        return new Promise((done) => ends.push(() => done({ payload: 'null' })));
      },
      sendMessage: async () => ({}),
      putEvents: async () => ({}),
      updateItem: async () => ({}),
    },
    onFault: () => {},
  });
}

/** A workflow with the maximum of running executions for one product, and two more events. */
async function crowded() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const workflow = workflowOf(begun, ends);
  for (let at = 0; at < ROOM_OF_ONE_PRODUCT; at += 1) void workflow.start(event(`running-${at}`));
  void workflow.start(event('older'));
  void workflow.start(event('newer'));
  await turned();
  return {
    workflow,
    async nextBegun() {
      ends.shift()?.();
      await turned();
      return begun.at(-1);
    },
  };
}

it('begins the newest event of a crowded product first', async () => {
  const { nextBegun } = await crowded();

  expect([await nextBegun(), await nextBegun()]).toEqual(['newer', 'older']);
});

it.each([
  ['an operator event', { source: 'pricewire' }],
  ['an event that the sweeper restarts', { sweep: { giveUp: false } }],
  ['an event that has waited', { waiting: { failures: 0, outage: true } }],
])('begins %s before the crowd', async (_, more) => {
  const { workflow, nextBegun } = await crowded();
  void workflow.start(event('urgent', more));
  void workflow.start(event('newest'));

  expect([await nextBegun(), await nextBegun()]).toEqual(['urgent', 'newest']);
});

it.each(['null', '[]', '{"detail":{"productId":{"toString":1}}}'])('takes the input %s', async (input) => {
  const { workflow } = await crowded();

  await expect(workflow.start(input)).resolves.toMatchObject({ arn: expect.any(String) });
});

afterEach(() => void vi.useRealTimers());

it.each([
  ['half as many executions at once when its tasks come near their time-outs', 2_000, 24],
  ['as many as before when its tasks are quick', 10, 48],
])('runs %s', async (_, tookMs, next) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const workflow = workflowOf(begun, ends);
  for (let at = 0; at < 200; at += 1)
    void workflow.start(event(`e${at}`, { detail: { productId: `P${at}` } }));
  await turned();
  const first = begun.length;

  vi.setSystemTime(Date.now() + tookMs);
  for (const end of ends.splice(0)) end();
  await turned();

  expect([first, begun.length - first]).toEqual([48, next]);
});
