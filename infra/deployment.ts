import { fileURLToPath } from 'node:url';
import type { Whereabouts } from '../adapters/whereabouts.ts';
import { configFor } from './config.ts';

export interface Deployment {
  /** Text for the operator: the action and its target. */
  says(where: Whereabouts): string;
  /** Arguments of Node: the pinned CDK CLI and its command. */
  argv: string[];
}

export interface Wish {
  stage: string;
  /** Only show the changes. */
  diff?: boolean;
  /** Skip the questions, for a pipeline whose changes were reviewed before. */
  yes?: boolean;
}

const CDK = fileURLToPath(new URL('../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** How a stage is deployed. Throws for an unknown stage. */
export function deployment({ stage, diff = false, yes = false }: Wish): Deployment {
  const { release, protect } = configFor(stage);
  const how = release
    ? `New versions get ${release.percent}% for ${release.minutes} minutes, and are rolled back by their alarms.`
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
