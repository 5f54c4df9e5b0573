import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { NoticeTopic } from './constructs/notice-topic.ts';

export interface AlertsStackProps extends StackProps {
  config: Config;
}

/** Where alarms are told. It comes before the stacks that have some. */
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
