import { afterAll, onTestFinished } from 'vitest';

const left = new Set<() => Promise<unknown>>();

// A service started in beforeAll is used by the whole file.
afterAll(async () => {
  for (const end of [...left].reverse()) await end();
});

/** Runs `end` after the test or, outside of a test, after the tests of the file, in reverse order of registration. */
export function atTheEnd(end: () => Promise<unknown>): void {
  left.add(end);
  try {
    onTestFinished(async () => {
      if (left.delete(end)) await end();
    });
  } catch {
    // Called outside of a test.
  }
}
