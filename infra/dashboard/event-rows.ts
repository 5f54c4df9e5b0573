import { Duration } from 'aws-cdk-lib';
import { type IMetric, type IWidget, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { PipelineStack } from '../pipeline-stack.ts';
import { pricewireMetric } from '../pricewire-metric.ts';
import { graph, MS, PERCENT, SECONDS, search } from './graph.ts';

const PERIOD = Duration.minutes(5);
const OUTCOMES = ['Priced', 'Held', 'Rejected', 'Shadowed', 'Superseded', 'DeadLettered'];

const sumOf = (service: string, name: string): IMetric =>
  pricewireMetric(service, name, Stats.SUM, PERIOD).with({ label: name });
const most = (service: string, name: string, label: string): IMetric =>
  pricewireMetric(service, name, Stats.MAXIMUM, PERIOD).with({ label });
const ofEvents = (kind: string): IMetric =>
  search(`{Pricewire,service} service="events" MetricName=${kind}`, Stats.SUM);

/** Outcomes of events, fallbacks, guardrails, queues. */
export const eventRows = ({
  deadLetters,
  undelivered,
  waiting,
  reconciliation,
}: Pick<PipelineStack, 'deadLetters' | 'undelivered' | 'waiting' | 'reconciliation'>): IWidget[][] => [
  [
    graph(
      'Outcomes',
      OUTCOMES.map((name) => sumOf('events', name)),
      { stacked: true },
    ),
    graph(
      'Event to live price',
      [50, 95, 99].map((at) =>
        pricewireMetric('events', 'EventToPublish', Stats.p(at), PERIOD).with({ label: `p${at}` }),
      ),
      { leftYAxis: MS },
    ),
    graph('Superseded and overtaken', [sumOf('events', 'Superseded'), sumOf('events', 'Overtaken')]),
  ],
  [
    graph(
      'Fallback to rules',
      [
        new MathExpression({
          expression: '100 * share',
          usingMetrics: { share: pricewireMetric('events', 'Fallback', Stats.AVERAGE, PERIOD) },
          label: 'share',
          period: PERIOD,
        }),
      ],
      { leftYAxis: PERCENT },
    ),
    graph('Fallbacks to rules, by reason', [ofEvents('Fallback')]),
    graph('Guardrail verdicts', [ofEvents('Guardrail')]),
  ],
  [
    graph('Dead letters by error', [ofEvents('DeadLettered')]),
    graph(
      'Messages in the queues',
      Object.entries({ 'dead letters': deadLetters, undelivered, 'waiting events': waiting.queue }).map(
        ([label, queue]) =>
          queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: PERIOD, label }),
      ),
    ),
    graph(
      'Sweeper',
      ['OpenForLong', 'Restarted', 'GivenUp'].map((name) => sumOf('sweeper', name)),
    ),
  ],
  returnRow(reconciliation.queue),
];

/** Events restarted after an outage, and events without a row. */
const returnRow = (accepted: IQueue): IWidget[] => [
  graph(
    'Waiting events',
    ['Restarted', 'Kept'].map((name) => sumOf('waiting', name)),
  ),
  graph(
    'Accepted events looked up in the ledger',
    ['Checked', 'Missing'].map((name) => sumOf('accepted', name)),
  ),
  graph(
    'Oldest accepted event not looked up',
    [
      accepted.metricApproximateAgeOfOldestMessage({
        statistic: Stats.MAXIMUM,
        period: PERIOD,
        label: 'since it was accepted',
      }),
    ],
    { leftYAxis: SECONDS },
  ),
];

/** The age of the prices that shoppers see, and differences from the record. */
export const ageRows = (): IWidget[][] => [
  [
    graph(
      'Age of prices',
      [
        most('sweeper', 'OldestOpen', 'oldest event without an outcome'),
        most('reprice', 'LongestOverdue', 'longest overdue'),
        most('cache', 'LongestUnshown', 'longest not shown by Redis'),
        most('storefront', 'RememberedAge', 'oldest served from memory'),
      ],
      { leftYAxis: SECONDS },
    ),
    graph('Differences of cache and record', [
      search('{Pricewire,service} service="cache" MetricName=Differences', Stats.MAXIMUM),
    ]),
    graph('Repaired', [
      sumOf('repair', 'Repaired'),
      sumOf('repair', 'Discarded'),
      sumOf('marks', 'Settled'),
      sumOf('reprice', 'Repriced'),
      most('reprice', 'Due', 'due'),
    ]),
  ],
];
