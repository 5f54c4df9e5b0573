import { type IAspect, Stack, Token } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';

/** Gives every alarm of the app a readable name, and sends both its states, raised and over, to one topic. */
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

/** The alarm's own name, or else the name of its stack followed by its path there. */
export function alarmNameOf(alarm: CfnAlarm): string {
  // A name that CloudFormation will generate is an unresolved token.
  if (alarm.alarmName !== undefined && !Token.isUnresolved(alarm.alarmName)) return alarm.alarmName;
  const [, ...path] = alarm.node.path.replace(/\/Resource$/, '').split('/');
  return [Stack.of(alarm).stackName, ...path].join('-');
}

export const alarmsIn = (app: IConstruct): CfnAlarm[] =>
  app.node.findAll().filter((node): node is CfnAlarm => node instanceof CfnAlarm);
