import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  SearchExpression,
  type YAxisProps,
} from 'aws-cdk-lib/aws-cloudwatch';

const WIDTH = 8;
const HEIGHT = 6;

/** A graph of a third of a row. */
export const graph = (title: string, left: IMetric[], props: GraphWidgetProps = {}): GraphWidget =>
  new GraphWidget({ title, left, leftYAxis: { min: 0 }, width: WIDTH, height: HEIGHT, ...props });

/**
 * Every metric that the search finds, including ones that appear later. A term in quotes matches the whole name, without
 * quotes one word of it.
 */
export const search = (query: string, statistic: string, period = Duration.minutes(5)): SearchExpression =>
  new SearchExpression({
    expression: `SEARCH('${query}', '${statistic}', ${period.toSeconds()})`,
    label: '',
    period,
  });

export const MS: YAxisProps = { label: 'ms', min: 0, showUnits: false };
export const SECONDS: YAxisProps = { label: 's', min: 0, showUnits: false };
export const PERCENT: YAxisProps = { label: '%', min: 0, max: 100, showUnits: false };
