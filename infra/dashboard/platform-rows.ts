import { Duration } from 'aws-cdk-lib';
import { type IWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { cacheNodes, worstNode } from '../alarms/cache-alarms.ts';
import type { Config } from '../config.ts';
import type { DataStack } from '../data-stack.ts';
import type { PipelineStack } from '../pipeline-stack.ts';
import { pricewireMetric } from '../pricewire-metric.ts';
import type { StorefrontStack } from '../storefront-stack.ts';
import { graph, MS, PERCENT, search } from './graph.ts';

const PERIOD = Duration.minutes(5);

/** Functions, workflow and bus. */
export const pipelineRows = ({ workflow, bus, intake }: PipelineStack): IWidget[][] => {
  const ofRule = (metricName: string) =>
    new Metric({
      namespace: 'AWS/Events',
      metricName,
      dimensionsMap: { EventBusName: bus.eventBusName, RuleName: intake.rule.ruleName },
      statistic: Stats.SUM,
      period: PERIOD,
      label: metricName,
    });
  const sum = { statistic: Stats.SUM, period: PERIOD };
  // One word of the functions' names, which start with the name of the stack.
  const functions = '{AWS/Lambda,FunctionName} FunctionName=pipeline';
  return [
    [
      graph('Executions', [
        workflow.metricSucceeded(sum),
        workflow.metricFailed(sum),
        workflow.metricTimedOut(sum),
        workflow.metricAborted(sum),
        workflow.metricThrottled(sum),
      ]),
      graph(
        'Duration of executions',
        [50, 99].map((at) =>
          workflow.metricTime({ statistic: Stats.p(at), period: PERIOD, label: `p${at}` }),
        ),
        { leftYAxis: MS },
      ),
      graph('Bus', ['MatchedEvents', 'Invocations', 'FailedInvocations', 'InvocationsSentToDlq'].map(ofRule)),
    ],
    [
      graph('Duration of tasks, p99', [search(`${functions} MetricName="Duration"`, 'p99')], {
        leftYAxis: MS,
      }),
      graph('Faults of tasks', [search(`${functions} MetricName="Errors"`, Stats.SUM)]),
      graph('Throttled calls of tasks', [search(`${functions} MetricName="Throttles"`, Stats.SUM)]),
    ],
  ];
};

/** Load and errors of the stores. */
export const storeRows = (data: DataStack, { cache: { replicas } }: Config): IWidget[][] => {
  const tables = Object.entries({
    catalog: data.catalog,
    'price-state': data.priceState,
    ledger: data.ledger,
  });
  const ofTables = (metricName: string) =>
    tables.map(
      ([label, { tableName }]) =>
        new Metric({
          namespace: 'AWS/DynamoDB',
          metricName,
          dimensionsMap: { TableName: tableName },
          statistic: Stats.SUM,
          period: PERIOD,
          label: `${label} ${metricName}`,
        }),
    );
  const nodes = cacheNodes(data.cache, replicas);
  return [
    [
      graph('DynamoDB capacity', [
        ...ofTables('ConsumedReadCapacityUnits'),
        ...ofTables('ConsumedWriteCapacityUnits'),
      ]),
      graph('DynamoDB throttles', [...ofTables('ReadThrottleEvents'), ...ofTables('WriteThrottleEvents')]),
      graph(
        'Cache: memory and CPU',
        [worstNode(nodes, 'DatabaseMemoryUsagePercentage'), worstNode(nodes, 'EngineCPUUtilization')],
        { leftYAxis: PERCENT, right: [worstNode(nodes, 'Evictions')] },
      ),
    ],
  ];
};

/** Latency of the models, and accuracy of their forecasts. */
export const modelRows = ({ models }: Config): IWidget[][] => {
  const ofModels = (metricName: string, statistic: string) =>
    models.map(
      ({ endpoint }) =>
        new Metric({
          namespace: 'AWS/SageMaker',
          metricName,
          dimensionsMap: { EndpointName: endpoint, VariantName: 'AllTraffic' },
          statistic,
          period: PERIOD,
          label: `${endpoint} ${metricName}`,
        }),
    );
  return [
    [
      graph('Model: calls and faults', [
        ...ofModels('Invocations', Stats.SUM),
        ...ofModels('Invocation4XXErrors', Stats.SUM),
        ...ofModels('Invocation5XXErrors', Stats.SUM),
      ]),
      graph('Model: latency (microseconds), p99', ofModels('ModelLatency', Stats.p(99))),
      graph(
        'Model: units sold / units expected',
        [search('{Pricewire,model,service} MetricName="Calibration"', Stats.AVERAGE)],
        {
          right: [
            pricewireMetric('breaker', 'TrippedPolicies', Stats.MAXIMUM, PERIOD).with({
              label: 'policies paused by their breaker',
            }),
            pricewireMetric('standings', 'StoppedProducts', Stats.MAXIMUM, PERIOD).with({
              label: 'products stopped by the watchdog',
            }),
            pricewireMetric('breaker', 'PoliciesPutAlone', Stats.MAXIMUM, PERIOD).with({
              label: 'policies put alone',
            }),
            pricewireMetric('breaker', 'UnreadableItems', Stats.MAXIMUM, PERIOD).with({
              label: "items that can't be read",
            }),
          ],
          rightYAxis: { min: 0 },
        },
      ),
    ],
  ];
};

/** Requests and errors of the storefront. */
export const storefrontRows = ({ api }: Pick<StorefrontStack, 'api'>): IWidget[][] => {
  const sum = { statistic: Stats.SUM, period: PERIOD };
  return [
    [
      graph('Storefront: requests', [api.metricCount(sum)]),
      graph('Storefront: refused, failed and remembered', [
        api.metricClientError(sum),
        api.metricServerError(sum),
        pricewireMetric('storefront', 'Remembered', Stats.SUM, PERIOD).with({ label: 'remembered' }),
      ]),
      graph(
        'Storefront: latency',
        [50, 99].map((at) => api.metricLatency({ statistic: Stats.p(at), period: PERIOD, label: `p${at}` })),
        { leftYAxis: MS },
      ),
    ],
  ];
};
