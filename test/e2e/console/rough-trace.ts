import type { EventTrace, Payload, TraceState } from '../../../api/routes/events.ts';

const START = Date.parse('2026-11-25T12:00:00.000Z');
const at = (ms: number): string => new Date(START + ms).toISOString();
const kept = (value: Record<string, unknown>): Payload => ({ value, kept: Object.keys(value) });

/** A state without work, which has no entry in the record. */
const derived = (name: string, type: string, ms: number): TraceState => ({
  name,
  type,
  from: 'derived',
  enteredAt: at(ms),
  ...(type === 'Choice' ? { exitedAt: at(ms) } : {}),
  attempts: [],
});

/** A task that succeeded. The first half of its time is waiting. */
const passed = (name: string, from: number, to: number): TraceState => ({
  name,
  type: 'Task',
  from: 'kept',
  enteredAt: at(from),
  exitedAt: at(to),
  attempts: [{ status: 'succeeded', startedAt: at((from + to) / 2), endedAt: at(to) }],
});

/** A trace with problems: `LoadContext` succeeded at its third attempt, `PredictPrice` failed and was caught. */
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
  executions: [
    {
      execution: '1',
      executionArn: 'arn:aws:states:us-east-1:0:express:reprice:rough:1',
      status: 'succeeded',
      end: { kind: 'closed', text: 'closed the event: held' },
      startedAt: at(0),
      endedAt: at(7_700),
      states: [
        { ...passed('ReceiveEvent', 0, 40), variables: kept({ eventId, received: 'open' }) },
        {
          ...passed('LoadContext', 40, 4_100),
          variables: kept({ next: 'ask-model' }),
          attempts: [
            { status: 'failed' },
            { status: 'failed' },
            { status: 'succeeded', startedAt: at(4_000), endedAt: at(4_090) },
          ],
        },
        derived('ChooseWay', 'Choice', 4_100),
        {
          ...passed('PredictPrice', 4_100, 7_000),
          error: { error: 'ModelTimeout', cause: 'no answer in 500 ms' },
          attempts: [{ status: 'failed', error: 'ModelTimeout', cause: 'no answer in 500 ms' }],
        },
        passed('FallbackPrice', 7_000, 7_100),
        passed('ApplyGuardrails', 7_100, 7_110),
        passed('Commit', 7_110, 7_130),
        derived('CheckCommitted', 'Choice', 7_130),
        {
          name: 'Close',
          type: 'Task',
          from: 'kept',
          enteredAt: at(7_130),
          attempts: [{ status: 'succeeded', startedAt: at(7_700) }],
        },
        derived('CheckClosed', 'Choice', 7_700),
        derived('Done', 'Succeed', 7_700),
      ],
    },
  ],
});
