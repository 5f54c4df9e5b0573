import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { awsFault } from '../adapters/aws-fault.ts';
import { whereabouts } from '../adapters/whereabouts.ts';
import { messageOf } from '../domain/values/thrown.ts';
import { deployment, type Wish } from './deployment.ts';

const wish = new Command('npm run deploy --')
  .description(
    'deploy a stage with the pinned CDK; asks before it widens permissions, in prod before any change',
  )
  .requiredOption('--stage <stage>', 'dev or prod, from infra/config.ts')
  .option('--diff', 'only show the changes')
  .option('--yes', 'ask nothing')
  .parse()
  .opts<Wish>();

try {
  const { says, argv } = deployment(wish);
  console.error(says(await whereabouts({})));
  const { status, error } = spawnSync(process.execPath, argv, { stdio: 'inherit' });
  if (error) throw error;
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(awsFault(error)?.message ?? messageOf(error));
  process.exitCode = 1;
}
