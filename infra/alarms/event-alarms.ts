import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { PipelineStack } from '../pipeline-stack.ts';
import { pricewireMetric } from '../pricewire-metric.ts';

export interface EventAlarmsProps {
  pipeline: Pick<
    PipelineStack,
    'bus' | 'intake' | 'deadLetters' | 'undelivered' | 'waiting' | 'reconciliation'
  >;
  limits: Config['alarms'];
}

const FIVE_MINUTES = Duration.minutes(5);
/** Fewer events in five minutes do not show whether the model works. */
const FEW = 20;

/** Alarms on the promises to events: an outcome, a price within seconds, a decision by the model, a new one when due. */
export class EventAlarms extends Construct {
  constructor(scope: Construct, id: string, { pipeline, limits }: EventAlarmsProps) {
    super(scope, id);
    this.lost(pipeline);
    this.waiting(pipeline);
    this.withoutRow(pipeline);
    this.late(limits);
    this.fallback(limits.fallbackPercent);
  }

  private lost({ bus, intake, deadLetters, undelivered }: EventAlarmsProps['pipeline']): void {
    new RunbookAlarm(this, 'DeadLetters', {
      says: 'Events could not be processed: pricewire dlq list shows them with their errors, dlq redrive starts them again.',
      section: 'dead-letters',
      metric: depthOf(deadLetters),
    });
    new RunbookAlarm(this, 'Undelivered', {
      says: 'EventBridge could not deliver some events to the workflow or to the queue of accepted events: pricewire dlq list --undelivered shows them.',
      section: 'undelivered',
      metric: depthOf(undelivered),
    });
    new RunbookAlarm(this, 'DeliveryLost', {
      says: 'EventBridge could neither deliver nor queue some events: they are in the archive, and pricewire archive reconcile starts them.',
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

  private waiting({ waiting: { queue } }: EventAlarmsProps['pipeline']): void {
    const of = { statistic: Stats.MAXIMUM, period: Duration.minutes(1) };
    new RunbookAlarm(this, 'Waiting', {
      says: 'Events have waited for ten minutes for the end of an outage: the cause of their executions names the failed call.',
      section: 'events-waiting',
      // SQS excludes often received messages from the age of the oldest, so the messages are counted.
      metric: new MathExpression({
        expression: 'visible + hidden + delayed',
        usingMetrics: {
          visible: queue.metricApproximateNumberOfMessagesVisible(of),
          hidden: queue.metricApproximateNumberOfMessagesNotVisible(of),
          delayed: queue.metricApproximateNumberOfMessagesDelayed(of),
        },
        period: Duration.minutes(1),
      }),
      evaluationPeriods: 10,
    });
    new RunbookAlarm(this, 'OldestWaiting', {
      says: 'An event has waited for over three days for the end of an outage. It is kept until then; repair the failed store.',
      section: 'events-waiting',
      metric: queue.metricApproximateAgeOfOldestMessage(of),
      threshold: Duration.days(3).toSeconds(),
    });
  }

  private withoutRow({ reconciliation: { queue, reconcile } }: EventAlarmsProps['pipeline']): void {
    const section = 'events-without-a-row';
    // SQS excludes often received messages from the age of the oldest, so the look-ups themselves are counted.
    new RunbookAlarm(this, 'NotInLedger', {
      says: 'Accepted events had no ledger row and were started again: the log of Reconcile says which.',
      section,
      metric: pricewireMetric('accepted', 'Missing', Stats.SUM, FIVE_MINUTES),
    });
    new RunbookAlarm(this, 'AcceptedBehind', {
      says: 'Accepted events were not looked up in the ledger for an hour, or still have no row: the log of Reconcile says why.',
      section,
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
      threshold: Duration.hours(1).toSeconds(),
    });
    const calls = { statistic: Stats.SUM, period: Duration.hours(1) };
    new RunbookAlarm(this, 'ReconcileFails', {
      says: 'Most runs that look up accepted events in the ledger failed for an hour: the log of Reconcile says why.',
      section,
      metric: new MathExpression({
        expression: 'IF(runs > 0, 100 * faults / runs, 0)',
        usingMetrics: { runs: reconcile.metricInvocations(calls), faults: reconcile.metricErrors(calls) },
        period: Duration.hours(1),
      }),
      threshold: 50,
    });
  }

  private late({ openFor, latency, overdue }: EventAlarmsProps['limits']): void {
    new RunbookAlarm(this, 'OpenTooLong', {
      says: `An event has had no outcome for over ${openFor.toMinutes()} minutes, despite restarts: the sweeper's log names it.`,
      section: 'open-too-long',
      metric: pricewireMetric('sweeper', 'OldestOpen', Stats.MAXIMUM),
      threshold: openFor.toSeconds(),
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
    new RunbookAlarm(this, 'Latency', {
      says: `One price in a hundred takes over ${latency.toSeconds()} s from the bus to Redis: see the durations of tasks on the dashboard.`,
      section: 'latency',
      metric: pricewireMetric('events', 'EventToPublish', Stats.p(99)),
      threshold: latency.toMilliseconds(),
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    });
    new RunbookAlarm(this, 'Overdue', {
      says: `A price should have been judged again over ${overdue.toMinutes()} minutes ago: check that RepriceDue runs.`,
      section: 'prices-overdue',
      metric: pricewireMetric('reprice', 'LongestOverdue', Stats.MAXIMUM, FIVE_MINUTES),
      threshold: overdue.toSeconds(),
      evaluationPeriods: 2,
    });
  }

  private fallback(percent: number): void {
    const sum = (name: string) => pricewireMetric('events', name, Stats.SUM, FIVE_MINUTES);
    new RunbookAlarm(this, 'Fallback', {
      says: `Fallback to rules in over ${percent}% of the events for the model: pricewire models health and ledger list show why.`,
      section: 'fallback-share',
      // The rules price products with few sales by design: that is no fault of the model.
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
