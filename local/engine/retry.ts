import type { Retrier } from './state-machine.ts';

/**
 * Whether `names`, an ErrorEquals list, matches the error. `States.ALL` excludes `States.DataLimitExceeded` and
 * `States.Runtime`; nothing catches `States.Runtime`.
 */
export function matchesError(names: readonly string[], error: string): boolean {
  if (error === 'States.Runtime') return false;
  if (names.includes(error)) return true;
  if (error === 'States.DataLimitExceeded') return false;
  return names.includes('States.ALL') || (names.includes('States.TaskFailed') && error !== 'States.Timeout');
}

/**
 * Counts the retries of one visit to a state, for each retrier separately.
 * @param random returns 0 <= n < 1, for FULL jitter
 * @returns a function from an error's name to the ms before the next attempt, or undefined for no more attempts
 */
export function retryPlan(
  retriers: readonly Retrier[],
  random: () => number,
): (error: string) => number | undefined {
  const attempts = retriers.map(() => 0);
  return (error) => {
    const index = retriers.findIndex((retrier) => matchesError(retrier.errorEquals, error));
    const retrier = retriers[index];
    const attempt = attempts[index] ?? 0;
    if (retrier === undefined || attempt >= retrier.maxAttempts) return undefined;
    attempts[index] = attempt + 1;
    const seconds = Math.min(
      retrier.intervalSeconds * retrier.backoffRate ** attempt,
      retrier.maxDelaySeconds,
    );
    return 1000 * (retrier.jitter === 'FULL' ? random() * seconds : seconds);
  };
}
