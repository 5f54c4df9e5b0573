import { Duration, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DeployedModel } from '../../adapters/demand-models.ts';
import { ORDER_KEY_PREFIX } from '../../adapters/orders.ts';
import type { TaskState } from '../../tasks/table.ts';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import { retentionDays } from '../retention.ts';
import { TaskFunction } from './task-function.ts';

export interface WorkflowTasksProps {
  stores: Pick<DataStack, 'catalog' | 'priceState' | 'ledger' | 'reviews' | 'cache'>;
  /** The models that tasks may ask, the default first. */
  models: readonly DeployedModel[];
  config: Config;
}

/** The Lambda tasks of the workflow, each with the minimum of grants. */
export class WorkflowTasks extends Construct {
  readonly byState: Readonly<Record<TaskState, TaskFunction>>;

  constructor(scope: Construct, id: string, { stores, models, config }: WorkflowTasksProps) {
    super(scope, id);
    const { catalog, priceState, ledger, reviews, cache } = stores;
    const CATALOG_TABLE = catalog.tableName;
    const PRICE_STATE_TABLE = priceState.tableName;
    const LEDGER_TABLE = ledger.tableName;
    const MODELS = JSON.stringify(models);
    const RETENTION = JSON.stringify(retentionDays(config));

    const receiveEvent = new TaskFunction(this, 'ReceiveEvent', {
      task: 'receive-event',
      environment: { LEDGER_TABLE },
      config,
    });
    ledger.grant(receiveEvent, 'dynamodb:GetItem', 'dynamodb:UpdateItem');

    const readContext = new TaskFunction(this, 'LoadContext', {
      task: 'load-context',
      environment: { CATALOG_TABLE, PRICE_STATE_TABLE, REVIEWS_TABLE: reviews.tableName },
      config,
    });
    catalog.grant(readContext, 'dynamodb:GetItem');
    priceState.grant(readContext, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    reviews.grantItems(readContext, ORDER_KEY_PREFIX, 'dynamodb:GetItem', 'dynamodb:PutItem');

    const predictPrice = new TaskFunction(this, 'PredictPrice', {
      task: 'predict-price',
      timeout: Duration.seconds(6),
      environment: { MODELS },
      config,
    });
    grantInvokeEndpoints(predictPrice, models);

    const fallbackPrice = new TaskFunction(this, 'FallbackPrice', { task: 'fallback-price', config });
    const applyGuardrails = new TaskFunction(this, 'ApplyGuardrails', { task: 'apply-guardrails', config });

    const commit = new TaskFunction(this, 'Commit', {
      task: 'commit',
      environment: { LEDGER_TABLE, PRICE_STATE_TABLE, RETENTION },
      config,
    });
    ledger.grant(
      commit,
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    );
    priceState.grant(commit, 'dynamodb:PutItem', 'dynamodb:UpdateItem');

    // The only task that uses Redis, and so the only one in its network.
    const client = cache.client('publish');
    const publishPrice = new TaskFunction(this, 'PublishPrice', {
      ...client,
      task: 'publish-price',
      environment: { ...client.environment, PRICE_STATE_TABLE },
      config,
    });
    cache.grantLogin(publishPrice, 'publish');
    priceState.grant(publishPrice, 'dynamodb:GetItem');

    const close = new TaskFunction(this, 'Close', {
      task: 'close',
      environment: { LEDGER_TABLE, RETENTION },
      config,
    });
    ledger.grant(close, 'dynamodb:UpdateItem');

    const deadLetter = new TaskFunction(this, 'DeadLetter', {
      task: 'dead-letter',
      environment: { LEDGER_TABLE, PRICE_STATE_TABLE },
      config,
    });
    ledger.grant(deadLetter, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    priceState.grant(deadLetter, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');

    const challengePrice = new TaskFunction(this, 'ChallengePrice', {
      task: 'challenge-price',
      environment: { LEDGER_TABLE, MODELS, RETENTION },
      config,
    });
    ledger.grant(challengePrice, 'dynamodb:PutItem');
    grantInvokeEndpoints(challengePrice, models);

    this.byState = {
      ReceiveEvent: receiveEvent,
      LoadContext: readContext,
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

// SageMaker uses lower case for names of endpoints in ARNs.
const endpointArn = (scope: Construct, endpoint: string) =>
  Stack.of(scope).formatArn({
    service: 'sagemaker',
    resource: 'endpoint',
    resourceName: endpoint.toLowerCase(),
  });
