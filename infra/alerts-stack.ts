import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { NoticeTopic } from './constructs/notice-topic.ts';

export interface AlertsStackProps extends StackProps {
  config: Config;
}

/** The topic that all alarms notify. Deployed before the stacks that have alarms. */
export class AlertsStack extends Stack {
  readonly topic: NoticeTopic;

  constructor(scope: Construct, id: string, { config, ...props }: AlertsStackProps) {
    super(scope, id, props);
    this.topic = new NoticeTopic(this, 'Alarms', {
      publisher: 'cloudwatch.amazonaws.com',
      emails: config.alarms.emails,
      removalPolicy: config.removalPolicy,
    });
  }
}
