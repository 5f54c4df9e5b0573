import { Duration } from 'aws-cdk-lib';
import { type IMetric, type IWidget, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
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

/** What becomes of events. */
export const eventRows = ({
  deadLetters,
  undelivered,
}: Pick<PipelineStack, 'deadLetters' | 'undelivered'>): IWidget[][] => [
  [
    graph(
      'Outcomes',
      OUTCOMES.map((name) => sumOf('events', name)),
      { stacked: true },
    ),
    graph(
      'From event to live price',
      [50, 95, 99].map((at) =>
        pricewireMetric('events', 'EventToPublish', Stats.p(at), PERIOD).with({ label: `p${at}` }),
      ),
      { leftYAxis: MS },
    ),
    graph('Superseded and overtaken', [sumOf('events', 'Superseded'), sumOf('events', 'Overtaken')]),
  ],
  [
    graph(
      'Decided by the rules in place of the model',
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
    graph('Why the rules had to', [ofEvents('Fallback')]),
    graph('What the guardrails said', [ofEvents('Guardrail')]),
  ],
  [
    graph('Dead letters by error', [ofEvents('DeadLettered')]),
    graph(
      'Letters waiting',
      [deadLetters, undelivered].map((queue, at) =>
        queue.metricApproximateNumberOfMessagesVisible({
          statistic: Stats.MAXIMUM,
          period: PERIOD,
          label: at === 0 ? 'dead letters' : 'undelivered',
        }),
      ),
    ),
    graph(
      'What the sweeper finds',
      ['OpenForLong', 'Restarted', 'GivenUp'].map((name) => sumOf('sweeper', name)),
    ),
  ],
];

/** How old what shoppers see can be, and whether the record agrees with it. */
export const ageRows = (): IWidget[][] => [
  [
    graph(
      'Age of prices',
      [
        most('sweeper', 'OldestOpen', 'oldest event without an outcome'),
        most('reprice', 'LongestOverdue', 'longest past its time'),
        most('cache', 'LongestUnshown', 'longest not shown by Redis'),
        most('storefront', 'RememberedAge', 'oldest that a reader was told from memory'),
      ],
      { leftYAxis: SECONDS },
    ),
    graph('Cache against record', [
      search('{Pricewire,service} service="cache" MetricName=Differences', Stats.MAXIMUM),
    ]),
    graph('Mended', [
      sumOf('repair', 'Repaired'),
      sumOf('marks', 'Settled'),
      sumOf('reprice', 'Repriced'),
      most('reprice', 'Due', 'due'),
    ]),
  ],
];
