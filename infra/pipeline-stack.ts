import { Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { DeployedModel } from '../tasks/models.ts';
import type { Config } from './config.ts';
import { Breaker } from './constructs/breaker.ts';
import { CacheCare } from './constructs/cache-care.ts';
import { Intake } from './constructs/intake.ts';
import { LetterQueue } from './constructs/letter-queue.ts';
import { Upkeep } from './constructs/upkeep.ts';
import { Workflow } from './constructs/workflow.ts';
import { WorkflowTasks } from './constructs/workflow-tasks.ts';
import type { DataStack } from './data-stack.ts';

export interface PipelineStackProps extends StackProps {
  config: Config;
  data: DataStack;
  models: readonly DeployedModel[];
}

/** From an inventory event to a live price. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { config, data, models, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const { removalPolicy, logRetention: retention } = config;
    const logs = { retention, removalPolicy };
    const bus = new EventBus(this, 'Bus', { eventBusName: 'pricewire' });
    const deadLetters = new LetterQueue(this, 'DeadLetters', { removalPolicy });
    const undelivered = new LetterQueue(this, 'Undelivered', { removalPolicy });

    const { byState } = new WorkflowTasks(this, 'Tasks', {
      stores: data,
      models,
      logs,
    });
    const tasks = Object.entries(byState);
    const workflow = new Workflow(this, 'Workflow', {
      bindings: {
        ...Object.fromEntries(tasks.map(([state, task]) => [`${state}Function`, task.functionArn])),
        BusName: bus.eventBusName,
        DeadLetterQueueUrl: deadLetters.queueUrl,
        PriceStateTable: data.priceState.tableName,
      },
      // Under this prefix a log group takes no room in the account's one resource policy for deliveries.
      logs: { ...logs, logGroupName: `/aws/vendedlogs/states/${this.stackName}` },
    });
    for (const [, task] of tasks) task.grantInvoke(workflow);
    bus.grantPutEventsTo(workflow);
    deadLetters.grant(workflow, 'sqs:SendMessage');
    data.priceState.grant(workflow, 'dynamodb:UpdateItem');

    new Intake(this, 'Intake', { bus, workflow, undelivered, archiveRetention: config.archiveRetention });
    new Upkeep(this, 'Upkeep', { stores: data, bus, workflow, sweep: config.sweep, logs });
    new Breaker(this, 'Breaker', { stores: data, logs });
    new CacheCare(this, 'CacheCare', { stores: data, underWay: config.sweep.openFor, logs });
  }
}
