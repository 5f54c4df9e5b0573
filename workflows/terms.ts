import { OUTAGES, UNCLEAR } from './passing-errors.ts';

const waits = {
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 3,
  MaxDelaySeconds: 4,
  JitterStrategy: 'FULL',
};

const failure = {
  error: '{% $states.errorOutput.Error %}',
  cause: '{% $states.errorOutput.Cause %}',
};

const caught = (failed: object, next = 'CheckFailure') => [
  { ErrorEquals: ['States.ALL'], Assign: { failure: failed }, Output: {}, Next: next },
];

/** Terms of the definition. A list is replaced by its members, an object or string by its value. */
export const TERMS: Readonly<Record<string, unknown>> = {
  '@outages': OUTAGES,
  '@unclear': UNCLEAR,
  /** Retries of our own functions. */
  '@function': [{ ErrorEquals: [...OUTAGES, ...UNCLEAR], ...waits }],
  /** Retries of service integrations. */
  '@service': [{ ErrorEquals: ['States.TaskFailed', 'States.Timeout'], ...waits }],
  /** Before the decision: a persistent error ends the event. */
  '@undecided': caught({ stage: '{% $states.context.State.Name %}', ...failure }),
  /** After the decision: the event can only end in its outcome. */
  '@decided': caught(failure),
  '@execution': "{% $substringAfter($states.context.Execution.Id, ':express:') %}",
};
