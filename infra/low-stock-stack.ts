import { Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { LowStockAlert } from './constructs/low-stock-alert.ts';

export interface LowStockStackProps extends StackProps {
  config: Config;
}

/** A second subscriber of the bus, which it refers to by name. The pipeline does not depend on it. */
export class LowStockStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: LowStockStackProps) {
    super(scope, id, props);
    new LowStockAlert(this, 'LowStock', {
      bus: EventBus.fromEventBusName(this, 'Bus', 'pricewire'),
      removalPolicy: config.removalPolicy,
      ...config.lowStock,
    });
  }
}
