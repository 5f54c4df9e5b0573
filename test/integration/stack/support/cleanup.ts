import { afterAll, onTestFinished } from 'vitest';

const left = new Set<() => Promise<unknown>>();

// What was started in a beforeAll lasts for the file.
afterAll(async () => {
  for (const end of [...left].reverse()) await end();
});

/** Runs `end` when the test is over, or, outside a test, when the file's tests are. The last to be told runs first. */
export function atTheEnd(end: () => Promise<unknown>): void {
  left.add(end);
  try {
    onTestFinished(async () => {
      if (left.delete(end)) await end();
    });
  } catch {
    // Not in a test.
  }
}
