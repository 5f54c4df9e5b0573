import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { deployment, type Wish } from './deployment.ts';

const wish = new Command('npm run deploy --')
  .description(
    'deploy a stage with the pinned CDK; asks before it widens permissions, in prod before any change',
  )
  .requiredOption('--stage <stage>', 'dev or prod, as infra/config.ts has them')
  .option('--diff', 'only show what would change')
  .option('--yes', 'ask nothing')
  .parse()
  .opts<Wish>();

try {
  const { says, argv } = deployment(wish, process.env);
  console.error(says);
  const { status, error } = spawnSync(process.execPath, argv, { stdio: 'inherit' });
  if (error) throw error;
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
