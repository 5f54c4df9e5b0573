import { type IAspect, Stack, Token } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';

/** Has every alarm of the app tell one topic when it is raised and when it is over, under a name that people can read. */
export class AlarmConventions implements IAspect {
  readonly #topic: ITopic;

  constructor(topic: ITopic) {
    this.#topic = topic;
  }

  visit(node: IConstruct): void {
    if (!(node instanceof CfnAlarm)) return;
    node.alarmName = alarmNameOf(node);
    node.alarmActions = [this.#topic.topicArn];
    node.okActions = [this.#topic.topicArn];
  }
}

/** The name of an alarm: its own, else the stack's with the alarm's path there. */
export function alarmNameOf(alarm: CfnAlarm): string {
  // One that is left to CloudFormation is a token of nothing.
  if (alarm.alarmName !== undefined && !Token.isUnresolved(alarm.alarmName)) return alarm.alarmName;
  const [, ...path] = alarm.node.path.replace(/\/Resource$/, '').split('/');
  return [Stack.of(alarm).stackName, ...path].join('-');
}

/** Every alarm of the app. */
export const alarmsIn = (app: IConstruct): CfnAlarm[] =>
  app.node.findAll().filter((node): node is CfnAlarm => node instanceof CfnAlarm);
