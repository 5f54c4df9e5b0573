import { Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { DeployedModel } from '../adapters/demand-models.ts';
import type { TaskState } from '../tasks/table.ts';
import type { Config } from './config.ts';
import { Breaker } from './constructs/breaker.ts';
import { CacheCare } from './constructs/cache-care.ts';
import { Intake } from './constructs/intake.ts';
import { LetterQueue } from './constructs/letter-queue.ts';
import { LiveWorkflow } from './constructs/live-workflow.ts';
import { OwnSource } from './constructs/own-source.ts';
import { Reconciliation } from './constructs/reconciliation.ts';
import { Replays } from './constructs/replays.ts';
import type { TaskFunction } from './constructs/task-function.ts';
import { TraceSampling } from './constructs/trace-sampling.ts';
import { Upkeep } from './constructs/upkeep.ts';
import { Waiting } from './constructs/waiting.ts';
import { Workflow } from './constructs/workflow.ts';
import { WorkflowReleaseAlarms } from './constructs/workflow-release-alarms.ts';
import { WorkflowTasks } from './constructs/workflow-tasks.ts';
import type { DataStack } from './data-stack.ts';

export interface PipelineStackProps extends StackProps {
  config: Config;
  data: DataStack;
  models: readonly DeployedModel[];
}

/** From inventory event to published price. */
export class PipelineStack extends Stack {
  readonly bus: EventBus;
  readonly deadLetters: LetterQueue;
  readonly undelivered: LetterQueue;
  /** Queue of events that met an outage. */
  readonly waiting: Waiting;
  readonly workflow: Workflow;
  readonly live: LiveWorkflow;
  readonly intake: Intake;
  readonly replays: Replays;
  readonly reconciliation: Reconciliation;
  /** Functions of the workflow, by state. */
  readonly tasks: Readonly<Record<TaskState, TaskFunction>>;
  readonly upkeep: Upkeep;
  readonly breaker: Breaker;
  readonly cacheCare: CacheCare;
  readonly releaseAlarms: WorkflowReleaseAlarms;

  constructor(scope: Construct, id: string, { config, data, models, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const { removalPolicy } = config;
    this.bus = new EventBus(this, 'Bus', { eventBusName: 'pricewire' });
    this.bus.applyRemovalPolicy(removalPolicy);
    this.deadLetters = new LetterQueue(this, 'DeadLetters', { removalPolicy });
    this.undelivered = new LetterQueue(this, 'Undelivered', { removalPolicy });
    this.waiting = new Waiting(this, 'Waiting', { removalPolicy });

    this.tasks = new WorkflowTasks(this, 'Tasks', { stores: data, models, config }).byState;
    this.workflow = new Workflow(this, 'Workflow', {
      tasks: this.tasks,
      bindings: {
        BusName: this.bus.eventBusName,
        DeadLetterQueueUrl: this.deadLetters.queueUrl,
        WaitingQueueUrl: this.waiting.queue.queueUrl,
        LedgerTable: data.ledger.tableName,
      },
      config,
    });
    this.bus.grantPutEventsTo(this.workflow);
    this.deadLetters.grant(this.workflow, 'sqs:SendMessage');
    this.waiting.queue.grant(this.workflow, 'sqs:SendMessage');
    data.ledger.grant(this.workflow, 'dynamodb:UpdateItem');
    // Executions of the previous release settle marks in a state of their own. Remove with the next release.
    data.priceState.grant(this.workflow, 'dynamodb:UpdateItem');

    const { workflow, bus, tasks, undelivered } = this;
    this.releaseAlarms = new WorkflowReleaseAlarms(this, 'Release', { workflow, tasks });
    this.live = new LiveWorkflow(this, 'Live', {
      workflow,
      release: config.release,
      alarms: this.releaseAlarms.all,
    });
    const { live } = this;
    this.intake = new Intake(this, 'Intake', {
      bus,
      live,
      undelivered,
      archive: { retention: config.archiveRetention, removalPolicy },
    });
    this.waiting.restartBy(live, config);
    this.replays = new Replays(this, 'Replays', { bus });
    this.reconciliation = new Reconciliation(this, 'Reconciliation', {
      stores: data,
      intake: this.intake,
      live,
      config,
    });
    this.upkeep = new Upkeep(this, 'Upkeep', { stores: data, bus, live, config });
    new OwnSource(this, 'OwnSource', {
      bus,
      roles: [this.workflow.role, this.upkeep.repriceDue.role],
      people: config.people,
    });
    this.breaker = new Breaker(this, 'Breaker', { stores: data, config });
    this.cacheCare = new CacheCare(this, 'CacheCare', { stores: data, config });
    new TraceSampling(this, 'Sampling', { share: config.sampling });
  }
}
