import { fileURLToPath } from 'node:url';
import { configFor } from './config.ts';

export interface Deployment {
  /** What is about to be done, for who started it. */
  says: string;
  /** Arguments of Node: the pinned CDK CLI, and what it is to do. */
  argv: string[];
}

export interface Wish {
  stage: string;
  /** Only show what would change. */
  diff?: boolean;
  /** Ask nothing: for a pipeline whose changes were reviewed before. */
  yes?: boolean;
}

const CDK = fileURLToPath(new URL('../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** How a stage is deployed. Throws for a stage there is not. */
export function deployment({ stage, diff = false, yes = false }: Wish, env: NodeJS.ProcessEnv): Deployment {
  const { release, protect } = configFor(stage);
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  const account = `the account of ${env['AWS_PROFILE'] ? `profile ${env['AWS_PROFILE']}` : 'the default credentials'}`;
  const where = `${account}, in ${region ?? 'the region of its configuration'}`;
  const how = release
    ? `New versions get ${release.percent}% for ${release.minutes} minutes, and are taken back by their alarms.`
    : 'New versions take over at once.';
  const task = diff ? ['diff'] : ['deploy', '--all', '--require-approval', approval(yes, protect)];
  return {
    says: diff
      ? `Comparing stage ${stage} with ${where}.`
      : `Deploying all stacks of stage ${stage} (pricewire-${stage}-*) to ${where}. ${how}`,
    argv: [CDK, ...task, '--context', `stage=${stage}`],
  };
}

const approval = (yes: boolean, protect: boolean): string => {
  if (yes) return 'never';
  return protect ? 'any-change' : 'broadening';
};
