// Runs every suite in turn, and tells how long each took. Arguments name suites: `npm test -- unit workflow`.
import { spawnSync } from 'node:child_process';
import { ensureSystem } from './system.ts';

const SUITES = ['unit', 'workflow', 'integration', 'faults', 'infra', 'e2e'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SUITES.includes(name));
if (unknown.length > 0) {
  console.error(`there is no suite ${unknown.join(', ')}; there are ${SUITES.join(', ')}`);
  process.exit(2);
}
const chosen = SUITES.filter((name) => wanted.length === 0 || wanted.includes(name));
ensureSystem(chosen);

const results = chosen.map((name) => {
  const start = performance.now();
  const { status } = spawnSync('vitest', ['run', '--project', name], { stdio: 'inherit' });
  return { name, seconds: (performance.now() - start) / 1000, passed: status === 0 };
});
for (const { name, seconds, passed } of results) {
  console.log(`${name.padEnd(12)} ${passed ? 'passed' : 'FAILED'} ${seconds.toFixed(1).padStart(7)} s`);
}
process.exit(results.every(({ passed }) => passed) ? 0 : 1);
