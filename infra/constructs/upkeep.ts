import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import type { LiveWorkflow } from './live-workflow.ts';
import { ScheduledFunction } from './scheduled-function.ts';

export interface UpkeepProps {
  stores: Pick<DataStack, 'catalog' | 'priceState' | 'ledger'>;
  bus: EventBus;
  live: LiveWorkflow;
  config: Config;
}

/** The scheduled tasks: restart open events, settle marks, reprice due products, and compare sales with the model's forecasts. */
export class Upkeep extends Construct {
  readonly repriceDue: ScheduledFunction;

  constructor(scope: Construct, id: string, { stores, bus, live, config }: UpkeepProps) {
    super(scope, id);
    const { catalog, priceState, ledger } = stores;
    const PRICE_STATE_TABLE = priceState.tableName;
    const CATALOG_TABLE = catalog.tableName;

    const sweep = new ScheduledFunction(this, 'Sweep', {
      task: 'sweep',
      // Ends before the next run starts.
      timeout: Duration.seconds(55),
      environment: {
        LEDGER_TABLE: ledger.tableName,
        PRICE_STATE_TABLE,
        STATE_MACHINE_ARN: live.arn,
        OPEN_FOR_MS: String(config.sweep.openFor.toMilliseconds()),
        MAX_SWEEPS: String(config.sweep.maxSweeps),
      },
      config,
    });
    // The evidence and the price state show what an abandoned execution did.
    ledger.grant(sweep, 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    priceState.grant(sweep, 'dynamodb:GetItem');
    ledger.grantQuery(sweep, 'open');
    live.grantStart(sweep);
    live.grantTrial(sweep);

    const settleMarks = new ScheduledFunction(this, 'SettleMarks', {
      task: 'settle-marks',
      timeout: Duration.minutes(15),
      environment: { PRICE_STATE_TABLE, LEDGER_TABLE: ledger.tableName },
      config,
    });
    ledger.grant(settleMarks, 'dynamodb:BatchGetItem');
    priceState.grant(settleMarks, 'dynamodb:Scan', 'dynamodb:UpdateItem');

    this.repriceDue = new ScheduledFunction(this, 'RepriceDue', {
      task: 'reprice-due',
      timeout: Duration.seconds(290),
      environment: { PRICE_STATE_TABLE, BUS_NAME: bus.eventBusName },
      config,
    });
    priceState.grant(this.repriceDue, 'dynamodb:Scan');
    bus.grantPutEventsTo(this.repriceDue);

    const checkModels = new ScheduledFunction(this, 'CheckModels', {
      task: 'check-models',
      timeout: Duration.seconds(290),
      environment: { CATALOG_TABLE, PRICE_STATE_TABLE },
      config,
    });
    catalog.grant(checkModels, 'dynamodb:PutItem');
    priceState.grant(checkModels, 'dynamodb:Scan');
  }
}
