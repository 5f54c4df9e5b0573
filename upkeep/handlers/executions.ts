import { stepFunctionsTrials } from '../../adapters/trials.ts';
import { Name, stepFunctionsClient, trialClient } from '../../tasks/handlers/clients.ts';
import { dependency } from '../../tasks/handlers/dependency.ts';

export const executions = dependency({ STATE_MACHINE_ARN: Name }, (env) =>
  stepFunctionsTrials(stepFunctionsClient(), env.STATE_MACHINE_ARN, trialClient()),
);
