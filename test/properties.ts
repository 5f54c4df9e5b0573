// Runs the property tests on other cases than `npm test`: `npm run test:properties -- ROUNDS` (20). Ends with the first
// failing seed.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

const rounds = Number(process.argv[2] ?? 20);
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error(`the number of rounds is a whole number from 1, not ${process.argv[2]}`);
  process.exit(2);
}
const files = globSync('test/unit/**/*.test.ts').filter((file) =>
  /fc\.assert/.test(readFileSync(file, 'utf8')),
);
for (let round = 1; round <= rounds; round++) {
  const seed = String(Math.floor(Math.random() * 2 ** 31));
  console.log(`round ${round} of ${rounds}: PRICEWIRE_SEED=${seed}`);
  const { status } = spawnSync('vitest', ['run', '--project', 'unit', '--reporter=dot', ...files], {
    stdio: 'inherit',
    env: { ...process.env, PRICEWIRE_SEED: seed },
  });
  if (status !== 0) process.exit(1);
}
