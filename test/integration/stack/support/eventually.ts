import { vi } from 'vitest';

/** Tries the assertion until it holds. Nothing here sleeps for a fixed time. */
export const eventually = <T>(assertion: () => T | Promise<T>, withinMs = 20_000): Promise<T> =>
  vi.waitFor(assertion, { timeout: withinMs, interval: 25 });
