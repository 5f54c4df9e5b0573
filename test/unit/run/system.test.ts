import { expect, it } from 'vitest';
import { missingFor } from '../../system.ts';

it.each([
  [['unit', 'workflow'], []],
  [['integration'], ['redis-server']],
  [['faults'], ['redis-server']],
  [['infra'], ['redis-server']],
  [
    ['unit', 'e2e'],
    ['redis-server', 'chromium'],
  ],
] as const)('a bare system lacks for %j: %j', (suites, packages) => {
  expect(missingFor(suites, () => false)).toEqual(packages);
});

it('a system with one of the commands lacks nothing', () => {
  expect(missingFor(['e2e'], (command) => ['redis-server', 'google-chrome'].includes(command))).toEqual([]);
});
