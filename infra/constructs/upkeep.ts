import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import type { LiveWorkflow } from './live-workflow.ts';
import { TaskFunction } from './task-function.ts';
import { Timer } from './timer.ts';

export interface UpkeepProps {
  stores: Pick<DataStack, 'catalog' | 'priceState' | 'ledger'>;
  bus: EventBus;
  live: LiveWorkflow;
  config: Config;
}

/** The scheduled tasks: restart open events, settle marks, reprice due products, and compare sales with the model's forecasts. */
export class Upkeep extends Construct {
  readonly sweep: TaskFunction;
  readonly settleMarks: TaskFunction;
  readonly repriceDue: TaskFunction;
  readonly checkModels: TaskFunction;

  constructor(scope: Construct, id: string, { stores, bus, live, config }: UpkeepProps) {
    super(scope, id);
    const { catalog, priceState, ledger } = stores;
    const PRICE_STATE_TABLE = priceState.tableName;
    const CATALOG_TABLE = catalog.tableName;

    const sweeper = new TaskFunction(this, 'Sweep', {
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
    // What an abandoned execution left is read from the evidence and the price state.
    ledger.grant(sweeper, 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    priceState.grant(sweeper, 'dynamodb:GetItem');
    ledger.grantQuery(sweeper, 'open');
    live.grantStart(sweeper);
    live.grantTrial(sweeper);
    new Timer(this, 'EveryMinute', { every: Duration.minutes(1), call: sweeper });

    const settleMarks = new TaskFunction(this, 'SettleMarks', {
      task: 'settle-marks',
      timeout: Duration.minutes(15),
      environment: { PRICE_STATE_TABLE, LEDGER_TABLE: ledger.tableName },
      config,
    });
    ledger.grant(settleMarks, 'dynamodb:BatchGetItem');
    priceState.grant(settleMarks, 'dynamodb:Scan', 'dynamodb:UpdateItem');
    new Timer(this, 'EverySixHours', { every: Duration.hours(6), call: settleMarks });

    const repriceDue = new TaskFunction(this, 'RepriceDue', {
      task: 'reprice-due',
      timeout: Duration.seconds(290),
      environment: { PRICE_STATE_TABLE, BUS_NAME: bus.eventBusName },
      config,
    });
    priceState.grant(repriceDue, 'dynamodb:Scan');
    bus.grantPutEventsTo(repriceDue);
    new Timer(this, 'EveryFiveMinutes', { every: Duration.minutes(5), call: repriceDue });

    const checkModels = new TaskFunction(this, 'CheckModels', {
      task: 'check-models',
      timeout: Duration.seconds(290),
      environment: { CATALOG_TABLE, PRICE_STATE_TABLE },
      config,
    });
    catalog.grant(checkModels, 'dynamodb:PutItem');
    priceState.grant(checkModels, 'dynamodb:Scan');
    new Timer(this, 'EveryFewMinutes', { every: Duration.minutes(5), call: checkModels });

    this.sweep = sweeper;
    this.settleMarks = settleMarks;
    this.repriceDue = repriceDue;
    this.checkModels = checkModels;
  }
}
