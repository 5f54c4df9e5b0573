import { fileURLToPath } from 'node:url';
import type { Whereabouts } from '../adapters/whereabouts.ts';
import { configFor } from './config.ts';

export interface Deployment {
  /** What is about to be done and where, for who started it. */
  says(where: Whereabouts): string;
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
export function deployment({ stage, diff = false, yes = false }: Wish): Deployment {
  const { release, protect } = configFor(stage);
  const how = release
    ? `New versions get ${release.percent}% for ${release.minutes} minutes, and are taken back by their alarms.`
    : 'New versions take over at once.';
  const task = diff ? ['diff'] : ['deploy', '--all', '--require-approval', approval(yes, protect)];
  return {
    says({ account, region, arn }) {
      const where = `account ${account}, region ${region}, as ${arn}`;
      if (diff) return `Comparing stage ${stage} with ${where}.`;
      return `Deploying all stacks of stage ${stage} (pricewire-${stage}-*) to ${where}. ${how}`;
    },
    argv: [CDK, ...task, '--context', `stage=${stage}`],
  };
}

const approval = (yes: boolean, protect: boolean): string => {
  if (yes) return 'never';
  return protect ? 'any-change' : 'broadening';
};
