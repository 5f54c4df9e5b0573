import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { NAMESPACE } from './namespace.ts';

/**
 * What a call has measured. All of it goes out as one line, since the bytes of the line are what a metric costs: so kinds
 * (a guardrail's verdict, an error's name) are part of a metric's name, and not each a line with a dimension of its own.
 */
export interface Measured {
  /** The value of `service`, the dimension that every metric has. */
  service: string;
  /** Further dimensions, of values that are few. */
  dimensions?: Record<string, string>;
  counts?: Record<string, number>;
  milliseconds?: Record<string, number>;
  seconds?: Record<string, number>;
  ratios?: Record<string, number>;
  /** What the line tells beside its metrics, for whoever searches the log. */
  facts?: Record<string, string | undefined>;
}

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

const LONGEST_FACT = 300;
const sinks = new Map<string, Metrics>();

/** Writes what was measured to the log, from where CloudWatch takes the metrics; `about` is told beside the facts. */
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
    // Whatever a fault left behind is not to be in the next line.
    metrics.clearMetrics();
    metrics.clearDimensions();
    metrics.clearMetadata();
  }
}

/** A word of a metric's name; one that CloudWatch might refuse, or that is no name at all, is `Other`. */
export const nameOr = (text: string): string => (/^[A-Za-z][\w.-]{0,60}$/.test(text) ? text : 'Other');
