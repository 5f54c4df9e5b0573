import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { NAMESPACE } from './namespace.ts';

/**
 * The metrics of a call, written as one line because a metric costs by bytes. So a guardrail's verdict or an error's name is
 * part of a metric's name; as a dimension each would need a line.
 */
export interface Measured {
  /** The value of `service`, a dimension of every metric. */
  service: string;
  /** Further dimensions, each with few values. */
  dimensions?: Record<string, string>;
  counts?: Record<string, number>;
  milliseconds?: Record<string, number>;
  seconds?: Record<string, number>;
  ratios?: Record<string, number>;
  /** Further fields of the line, for searches in the log. */
  facts?: Record<string, string | undefined>;
}

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

const LONGEST_FACT = 300;
const sinks = new Map<string, Metrics>();

/** Writes the metrics to the log, where CloudWatch reads them. `about` is added to the facts. */
export function emit(measured: Measured, about: Measured['facts'] = {}): void {
  const { service, dimensions = {}, counts, milliseconds, seconds, ratios, facts } = measured;
  const metrics = sinks.get(service) ?? new Metrics({ namespace: NAMESPACE, serviceName: service });
  sinks.set(service, metrics);
  const add = (unit: Unit, values: Record<string, number> = {}) => {
    for (const [name, value] of Object.entries(values)) metrics.addMetric(name, unit, value);
  };
  try {
    for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
    add(MetricUnit.Count, counts);
    add(MetricUnit.Milliseconds, milliseconds);
    add(MetricUnit.Seconds, seconds);
    add(MetricUnit.NoUnit, ratios);
    for (const [name, value] of Object.entries({ ...about, ...facts }))
      if (value !== undefined) metrics.addMetadata(name, value.slice(0, LONGEST_FACT));
    metrics.publishStoredMetrics();
  } finally {
    // After a fault nothing may remain for the next line.
    metrics.clearMetrics();
    metrics.clearDimensions();
    metrics.clearMetadata();
  }
}

/** A part of a metric's name; `Other` if CloudWatch might refuse it. */
export const nameOr = (text: string): string => (/^[A-Za-z][\w.-]{0,60}$/.test(text) ? text : 'Other');
