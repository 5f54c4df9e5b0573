import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { PipelineStack } from '../pipeline-stack.ts';
import { pricewireMetric } from '../pricewire-metric.ts';

export interface EventAlarmsProps {
  pipeline: Pick<PipelineStack, 'bus' | 'intake' | 'deadLetters' | 'undelivered'>;
  limits: Config['alarms'];
}

const FIVE_MINUTES = Duration.minutes(5);
/** So few events in five minutes say nothing of the model. */
const FEW = 20;

/** What events are promised: an outcome, a price within seconds, a judgement by the model, and another one in time. */
export class EventAlarms extends Construct {
  constructor(scope: Construct, id: string, { pipeline, limits }: EventAlarmsProps) {
    super(scope, id);
    this.lost(pipeline);
    this.late(limits);
    this.fallback(limits.fallbackPercent);
  }

  private lost({ bus, intake, deadLetters, undelivered }: EventAlarmsProps['pipeline']): void {
    new RunbookAlarm(this, 'DeadLetters', {
      says: 'Events could not be processed: pricewire dlq list says which and why, dlq redrive starts them again.',
      section: 'dead-letters',
      metric: depthOf(deadLetters),
    });
    new RunbookAlarm(this, 'Undelivered', {
      says: 'The workflow could not be started for events: pricewire dlq list --undelivered says which.',
      section: 'undelivered',
      metric: depthOf(undelivered),
    });
    new RunbookAlarm(this, 'DeliveryLost', {
      says: 'Events could be neither delivered nor kept: pricewire archive reconcile starts them from the archive.',
      section: 'delivery-lost',
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'InvocationsFailedToBeSentToDlq',
        dimensionsMap: { EventBusName: bus.eventBusName, RuleName: intake.rule.ruleName },
        statistic: Stats.SUM,
        period: FIVE_MINUTES,
      }),
    });
  }

  private late({ openFor, latency, overdue }: EventAlarmsProps['limits']): void {
    new RunbookAlarm(this, 'OpenTooLong', {
      says: `An event has had no outcome for over ${openFor.toMinutes()} minutes, restarts and all: the sweeper's log names it.`,
      section: 'open-too-long',
      metric: pricewireMetric('sweeper', 'OldestOpen', Stats.MAXIMUM),
      threshold: openFor.toSeconds(),
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
    new RunbookAlarm(this, 'Latency', {
      says: `One price in a hundred takes over ${latency.toSeconds()} s from the bus to Redis: look at the dashboard's durations.`,
      section: 'latency',
      metric: pricewireMetric('events', 'EventToPublish', Stats.p(99)),
      threshold: latency.toMilliseconds(),
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    });
    new RunbookAlarm(this, 'Overdue', {
      says: `A price has stood for over ${overdue.toMinutes()} minutes past the time that it was to be judged again: see whether RepriceDue runs.`,
      section: 'prices-overdue',
      metric: pricewireMetric('reprice', 'LongestOverdue', Stats.MAXIMUM, FIVE_MINUTES),
      threshold: overdue.toSeconds(),
      evaluationPeriods: 2,
    });
  }

  private fallback(percent: number): void {
    const sum = (name: string) => pricewireMetric('events', name, Stats.SUM, FIVE_MINUTES);
    new RunbookAlarm(this, 'Fallback', {
      says: `The rules decide over ${percent}% of what the model should: pricewire models health and ledger list say why.`,
      section: 'fallback-share',
      // A product that has hardly sold is for the rules to price: that is no fault of the model.
      metric: new MathExpression({
        expression: `IF(asked >= ${FEW}, 100 * (fallbacks - FILL(unsold, 0) - FILL(bounded, 0)) / asked, 0)`,
        usingMetrics: {
          asked: pricewireMetric('events', 'Fallback', Stats.SAMPLE_COUNT, FIVE_MINUTES),
          fallbacks: sum('Fallback'),
          unsold: sum('Fallback.NoDemandSignal'),
          bounded: sum('Fallback.NoCandidates'),
        },
        period: FIVE_MINUTES,
      }),
      threshold: percent,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
  }
}

const depthOf = (queue: IQueue) =>
  queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: Duration.minutes(1) });
