// Runs every suite in turn and prints its time. Arguments name suites or test files: `npm test -- unit test/workflow/priced`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choose } from './selection.ts';
import { ensureSystem } from './system.ts';

const chosen = choose(process.argv.slice(2), join(import.meta.dirname, '..'));
if (typeof chosen === 'string') {
  console.error(chosen);
  process.exit(2);
}
ensureSystem(chosen.map(({ suite }) => suite));

const folder = mkdtempSync(join(tmpdir(), 'pricewire-tests-'));
const results = chosen.map(({ suite, files }) => {
  const start = performance.now();
  const report = join(folder, `${suite}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync('vitest', ['run', '--project', suite, ...files, ...reporters], {
    stdio: 'inherit',
  });
  const passed = status === 0;
  return {
    suite,
    seconds: (performance.now() - start) / 1000,
    passed,
    failures: passed ? [] : failuresIn(report),
  };
});
rmSync(folder, { recursive: true });
// Failures come last, because a log is often cut to its end.
for (const failure of results.flatMap(({ failures }) => failures)) console.log(failure);
for (const { suite, seconds, passed } of results) {
  console.log(`${suite.padEnd(12)} ${passed ? 'passed' : 'FAILED'} ${seconds.toFixed(1).padStart(7)} s`);
}
process.exit(results.every(({ passed }) => passed) ? 0 : 1);

interface Report {
  testResults: {
    name: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

/** A paragraph for each failed test, and for each file that could not run. */
function failuresIn(report: string): string[] {
  let results: Report['testResults'];
  try {
    ({ testResults: results } = JSON.parse(readFileSync(report, 'utf8')) as Report);
  } catch (error) {
    return [`there is no report: ${error}`];
  }
  return results.flatMap(({ name, message, assertionResults }) => [
    ...(message === '' ? [] : [`FAILED ${name}\n${message}\n`]),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `FAILED ${name}: ${fullName}\n${failureMessages.join('\n')}\n`),
  ]);
}
