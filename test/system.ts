import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Suite } from './selection.ts';

/** A requirement of the tests: any of these commands, their Debian package, and the suites that need them. */
const NEEDED: { commands: string[]; packageName: string; suites: Suite[] }[] = [
  {
    commands: ['redis-server'],
    packageName: 'redis-server',
    suites: ['integration', 'faults', 'infra', 'e2e'],
  },
  { commands: ['chromium', 'chromium-browser', 'google-chrome'], packageName: 'chromium', suites: ['e2e'] },
];

/** The Debian packages that these suites lack. */
export const missingFor = (suites: readonly Suite[], isThere: (command: string) => boolean): string[] =>
  NEEDED.filter((each) => each.suites.some((suite) => suites.includes(suite)))
    .filter(({ commands }) => !commands.some(isThere))
    .map(({ packageName }) => packageName);

/** Installs missing requirements of these suites if it can (Debian, as root); otherwise prints what to install, and ends. */
export function ensureSystem(suites: readonly Suite[]): void {
  const missing = missingFor(suites, isThere);
  if (missing.length === 0) return;
  const debian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!debian || !install(missing)) {
    console.error(
      `The tests need ${missing.join(', ')}: please install (on Debian: apt-get install ${missing.join(' ')}).`,
    );
    process.exit(1);
  }
}

const isThere = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

function install(packages: string[]): boolean {
  // In runlevel 1 the package starts no service; only the program is needed.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const run = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0;
  return run('update', '-qq') && run('install', '-y', '-qq', '--no-install-recommends', ...packages);
}
