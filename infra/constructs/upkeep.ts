import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import { TaskFunction } from './task-function.ts';
import { Timer } from './timer.ts';

export interface UpkeepProps {
  stores: Pick<DataStack, 'catalog' | 'priceState' | 'ledger'>;
  bus: EventBus;
  workflow: IStateMachine;
  sweep: Config['sweep'];
  logs: LogGroupProps;
}

/** What time alone calls for: restarting events that were left open, settling left-over marks, repricing products that are due, and holding what models expected against the sales. */
export class Upkeep extends Construct {
  constructor(scope: Construct, id: string, { stores, bus, workflow, sweep, logs }: UpkeepProps) {
    super(scope, id);
    const { catalog, priceState, ledger } = stores;
    const PRICE_STATE_TABLE = priceState.tableName;
    const CATALOG_TABLE = catalog.tableName;

    const sweeper = new TaskFunction(this, 'Sweep', {
      task: 'sweep',
      // It is over before the next one starts.
      timeout: Duration.seconds(55),
      environment: {
        LEDGER_TABLE: ledger.tableName,
        STATE_MACHINE_ARN: workflow.stateMachineArn,
        OPEN_FOR_MS: String(sweep.openFor.toMilliseconds()),
        MAX_SWEEPS: String(sweep.maxSweeps),
      },
      logs,
    });
    ledger.grant(sweeper, 'dynamodb:Query', 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem');
    workflow.grantStartExecution(sweeper);
    new Timer(this, 'EveryMinute', { every: Duration.minutes(1), call: sweeper });

    const settleMarks = new TaskFunction(this, 'SettleMarks', {
      task: 'settle-marks',
      timeout: Duration.minutes(15),
      environment: { PRICE_STATE_TABLE, LEDGER_TABLE: ledger.tableName },
      logs,
    });
    ledger.grant(settleMarks, 'dynamodb:BatchGetItem');
    priceState.grant(settleMarks, 'dynamodb:Scan', 'dynamodb:UpdateItem');
    new Timer(this, 'EverySixHours', { every: Duration.hours(6), call: settleMarks });

    const repriceDue = new TaskFunction(this, 'RepriceDue', {
      task: 'reprice-due',
      timeout: Duration.seconds(290),
      environment: { PRICE_STATE_TABLE, BUS_NAME: bus.eventBusName },
      logs,
    });
    priceState.grant(repriceDue, 'dynamodb:Scan');
    bus.grantPutEventsTo(repriceDue);
    new Timer(this, 'EveryFiveMinutes', { every: Duration.minutes(5), call: repriceDue });

    const checkModels = new TaskFunction(this, 'CheckModels', {
      task: 'check-models',
      timeout: Duration.seconds(290),
      environment: { CATALOG_TABLE, PRICE_STATE_TABLE },
      logs,
    });
    catalog.grant(checkModels, 'dynamodb:PutItem');
    priceState.grant(checkModels, 'dynamodb:Scan');
    new Timer(this, 'EveryFewMinutes', { every: Duration.minutes(5), call: checkModels });
  }
}
