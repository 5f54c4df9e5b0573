import { defineConfig } from 'vitest/config';

const project = (name: string, timeout: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: 'test/seed.ts',
    testTimeout: timeout,
    hookTimeout: timeout,
    // A second, the default, is too short for a page on a busy machine.
    expect: { poll: { timeout: 20_000 } },
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', 20_000),
      project('workflow', 120_000),
      project('integration', 120_000),
      project('faults', 240_000),
      project('infra', 240_000),
      project('e2e', 240_000),
    ],
  },
});
