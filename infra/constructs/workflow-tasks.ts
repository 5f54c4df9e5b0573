import { Duration, Stack } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DeployedModel } from '../../tasks/models.ts';
import type { DataStack } from '../data-stack.ts';
import { TaskFunction } from './task-function.ts';

export interface WorkflowTasksProps {
  stores: Pick<DataStack, 'catalog' | 'priceState' | 'ledger' | 'cache'>;
  /** The models that may be asked, the default first. */
  models: readonly DeployedModel[];
  logs: LogGroupProps;
}

/** The Lambda tasks of the workflow, each granted the calls that its code makes and no more. */
export class WorkflowTasks extends Construct {
  readonly byState: Record<string, TaskFunction>;

  constructor(scope: Construct, id: string, { stores, models, logs }: WorkflowTasksProps) {
    super(scope, id);
    const { catalog, priceState, ledger, cache } = stores;
    const CATALOG_TABLE = catalog.tableName;
    const PRICE_STATE_TABLE = priceState.tableName;
    const LEDGER_TABLE = ledger.tableName;
    const MODELS = JSON.stringify(models);

    const receiveEvent = new TaskFunction(this, 'ReceiveEvent', {
      task: 'receive-event',
      environment: { LEDGER_TABLE },
      logs,
    });
    ledger.grant(receiveEvent, 'dynamodb:GetItem', 'dynamodb:UpdateItem');

    const loadContext = new TaskFunction(this, 'LoadContext', {
      task: 'load-context',
      environment: { CATALOG_TABLE, PRICE_STATE_TABLE },
      logs,
    });
    catalog.grant(loadContext, 'dynamodb:GetItem');
    priceState.grant(loadContext, 'dynamodb:GetItem');

    const predictPrice = new TaskFunction(this, 'PredictPrice', {
      task: 'predict-price',
      timeout: Duration.seconds(6),
      environment: { MODELS },
      logs,
    });
    grantInvokeEndpoints(predictPrice, models);

    const fallbackPrice = new TaskFunction(this, 'FallbackPrice', { task: 'fallback-price', logs });
    const applyGuardrails = new TaskFunction(this, 'ApplyGuardrails', { task: 'apply-guardrails', logs });

    const commit = new TaskFunction(this, 'Commit', {
      task: 'commit',
      environment: { LEDGER_TABLE, PRICE_STATE_TABLE },
      logs,
    });
    ledger.grant(commit, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    priceState.grant(commit, 'dynamodb:PutItem', 'dynamodb:UpdateItem');

    // The only task that talks to Redis, and so the only one in its network.
    const publishPrice = new TaskFunction(this, 'PublishPrice', {
      task: 'publish-price',
      environment: { PRICE_STATE_TABLE, REDIS_URL: cache.url },
      vpc: cache.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [cache.clients],
      logs,
    });
    priceState.grant(publishPrice, 'dynamodb:GetItem');

    const close = new TaskFunction(this, 'Close', { task: 'close', environment: { LEDGER_TABLE }, logs });
    ledger.grant(close, 'dynamodb:UpdateItem');

    const deadLetter = new TaskFunction(this, 'DeadLetter', {
      task: 'dead-letter',
      environment: { LEDGER_TABLE, PRICE_STATE_TABLE },
      logs,
    });
    ledger.grant(deadLetter, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    priceState.grant(deadLetter, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');

    const challengePrice = new TaskFunction(this, 'ChallengePrice', {
      task: 'challenge-price',
      environment: { LEDGER_TABLE, MODELS },
      logs,
    });
    ledger.grant(challengePrice, 'dynamodb:PutItem');
    grantInvokeEndpoints(challengePrice, models);

    this.byState = {
      ReceiveEvent: receiveEvent,
      LoadContext: loadContext,
      PredictPrice: predictPrice,
      FallbackPrice: fallbackPrice,
      ApplyGuardrails: applyGuardrails,
      Commit: commit,
      PublishPrice: publishPrice,
      Close: close,
      DeadLetter: deadLetter,
      ChallengePrice: challengePrice,
    };
  }
}

function grantInvokeEndpoints(task: TaskFunction, models: readonly DeployedModel[]): void {
  Grant.addToPrincipal({
    grantee: task,
    actions: ['sagemaker:InvokeEndpoint'],
    resourceArns: models.map(({ endpoint }) => endpointArn(task, endpoint)),
  });
}

// SageMaker writes the names of endpoints in lower case into their ARNs.
const endpointArn = (scope: Construct, endpoint: string) =>
  Stack.of(scope).formatArn({
    service: 'sagemaker',
    resource: 'endpoint',
    resourceName: endpoint.toLowerCase(),
  });
