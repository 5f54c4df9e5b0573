import { Duration, Fn } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { PriceCache } from '../constructs/price-cache.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';

export interface CacheAlarmsProps {
  cache: Pick<PriceCache, 'replicationGroup'>;
  replicas: number;
  limits: Config['alarms']['cache'];
}

const MINUTE = Duration.minutes(1);

/** Alarms on memory, evictions and CPU of the cache. */
export class CacheAlarms extends Construct {
  constructor(scope: Construct, id: string, { cache, replicas, limits }: CacheAlarmsProps) {
    super(scope, id);
    const worst = (metricName: string) => worstNode(cacheNodes(cache, replicas), metricName);
    const lasting = { evaluationPeriods: 5, datapointsToAlarm: 5 };
    new RunbookAlarm(this, 'Memory', {
      says: `The cache is over ${limits.memoryPercent}% full: choose a larger node before prices no longer fit.`,
      section: 'cache-memory',
      metric: worst('DatabaseMemoryUsagePercentage'),
      threshold: limits.memoryPercent,
      ...lasting,
    });
    new RunbookAlarm(this, 'Evictions', {
      says: 'The cache is full and drops prices: readers get them from DynamoDB; choose a larger node.',
      section: 'cache-evictions',
      metric: worst('Evictions'),
    });
    new RunbookAlarm(this, 'Cpu', {
      says: `The cache's CPU is busy for over ${limits.cpuPercent}% of the time: reads and publishing slow down; choose a larger node.`,
      section: 'cache-cpu',
      metric: worst('EngineCPUUtilization'),
      threshold: limits.cpuPercent,
      ...lasting,
    });
  }
}

/** The nodes of a replication group without cluster mode, as ElastiCache names them. */
export const cacheNodes = (
  { replicationGroup }: Pick<PriceCache, 'replicationGroup'>,
  replicas: number,
): string[] =>
  Array.from({ length: replicas + 1 }, (_, at) => Fn.join('-', [replicationGroup.ref, `00${at + 1}`]));

/** A metric of the node where it is highest. */
export function worstNode(nodes: string[], metricName: string): MathExpression {
  const metrics = nodes.map((CacheClusterId, at): [string, Metric] => [
    `${metricName.toLowerCase()}${at}`,
    new Metric({
      namespace: 'AWS/ElastiCache',
      metricName,
      dimensionsMap: { CacheClusterId },
      statistic: Stats.MAXIMUM,
      period: MINUTE,
    }),
  ]);
  return new MathExpression({
    expression: `MAX([${metrics.map(([name]) => name).join(', ')}])`,
    usingMetrics: Object.fromEntries(metrics),
    label: metricName,
    period: MINUTE,
  });
}
