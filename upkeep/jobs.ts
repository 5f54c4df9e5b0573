const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * The scheduled jobs, with their intervals in milliseconds: on AWS, where each is a function of the same name, and on one
 * machine. A job without an interval on AWS is done there by other means, as its comment says.
 */
export const JOBS = {
  sweep: { aws: MINUTE, local: 5 * SECOND },
  'settle-marks': { aws: 6 * HOUR, local: MINUTE },
  // Below the queue of waiting events: finds events that could not even be queued.
  'reconcile-accepted': { aws: 10 * MINUTE, local: MINUTE },
  'reprice-due': { aws: 5 * MINUTE, local: 5 * SECOND },
  'check-models': { aws: 5 * MINUTE, local: 5 * SECOND },
  'watch-moves': { aws: MINUTE, local: 2 * SECOND },
  'repair-cache': { aws: MINUTE, local: SECOND },
  'check-cache': { aws: HOUR, local: 10 * MINUTE },
  // On AWS the API does this before it lists reviews.
  'keep-reviews': { local: 30 * SECOND },
  // On AWS the API does this before each change.
  'enter-kept-notes': { local: 5 * SECOND },
  // On AWS entries never expire.
  'forget-audit-entries': { local: HOUR },
  // On AWS the table deletes them itself.
  'delete-expired-rows': { local: 10 * SECOND },
} as const satisfies Record<string, { aws?: number; local: number }>;

export type Job = keyof typeof JOBS;

/** The jobs that are functions on AWS. */
export type JobOnAws = { [Name in Job]: (typeof JOBS)[Name] extends { aws: number } ? Name : never }[Job];
