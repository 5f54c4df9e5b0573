import type { EventTrace, TraceState } from '../../../console/contract/trace.ts';

const START = Date.parse('2026-11-25T12:00:00.000Z');
const at = (ms: number): string => new Date(START + ms).toISOString();

/** A state without a call, for as long as it took. */
const passed = (name: string, type: string, from: number, to = from): TraceState => ({
  name,
  type,
  enteredAt: at(from),
  exitedAt: at(to),
  attempts: [],
  input: {},
  output: {},
});

/**
 * The trace of an event in trouble: `LoadContext` succeeded at its third attempt, `PredictPrice` failed and was caught, and the
 * log lacks five records between `ApplyGuardrails` and `Commit`.
 */
export const roughTrace = (eventId: string): EventTrace => ({
  row: {
    eventId,
    productId: 'SKU1',
    kind: 'inventory',
    acceptedAt: at(0),
    receivedAt: at(0),
    executions: ['arn:aws:states:us-east-1:0:express:reprice:rough:1'],
    decisions: {},
    outcome: 'held',
    closedAt: at(7_700),
    sweeps: 0,
  },
  missing: [],
  executions: [
    {
      executionArn: 'arn:aws:states:us-east-1:0:express:reprice:rough:1',
      status: 'succeeded',
      startedAt: at(0),
      endedAt: at(7_700),
      missing: 5,
      states: [
        { ...passed('ReceiveEvent', 'Task', 0, 40), variables: { eventId, received: 'open' } },
        passed('CheckReceived', 'Choice', 40),
        {
          ...passed('LoadContext', 'Task', 40, 4_100),
          variables: { loaded: { next: 'ask-model' } },
          error: { error: 'StoreUnavailable', cause: 'the table is away' },
          attempts: [
            { startedAt: at(40), endedAt: at(1_040), status: 'failed', error: 'StoreUnavailable' },
            { startedAt: at(2_040), endedAt: at(2_140), status: 'timed-out', error: 'States.Timeout' },
            { startedAt: at(4_000), endedAt: at(4_090), status: 'succeeded' },
          ],
        },
        passed('ChooseWay', 'Choice', 4_100),
        {
          ...passed('PredictPrice', 'Task', 4_100, 7_000),
          error: { error: 'ModelTimeout', cause: 'no answer in 500 ms' },
          attempts: [
            {
              startedAt: at(4_100),
              endedAt: at(7_000),
              status: 'failed',
              error: 'ModelTimeout',
              cause: 'no answer',
            },
          ],
        },
        {
          ...passed('FallbackPrice', 'Task', 7_000, 7_100),
          attempts: [{ startedAt: at(7_000), endedAt: at(7_100), status: 'succeeded' }],
        },
        passed('ApplyGuardrails', 'Task', 7_100, 7_110),
        { ...passed('Commit', 'Task', 7_500, 7_520), missingBefore: 5 },
        passed('CheckCommitted', 'Choice', 7_520),
        passed('Close', 'Task', 7_520, 7_650),
        passed('CheckMark', 'Choice', 7_650),
        passed('Done', 'Succeed', 7_700),
      ],
    },
  ],
});
