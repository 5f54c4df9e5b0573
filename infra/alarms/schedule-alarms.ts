import {
  ComparisonOperator,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, type IConstruct } from 'constructs';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';

export interface ScheduleAlarmsProps {
  /** Where the functions are. */
  within: IConstruct;
}

const MISSED = 3;

/** One alarm for each scheduled function. Nothing else reports a schedule that does not run, or a function that always fails. */
export class ScheduleAlarms extends Construct {
  constructor(scope: Construct, id: string, { within }: ScheduleAlarmsProps) {
    super(scope, id);
    for (const each of within.node.findAll().filter((node) => node instanceof ScheduledFunction))
      this.alarm(each);
  }

  private alarm({ every, functionName, node: { id: name } }: ScheduledFunction): void {
    const count = (metricName: string) =>
      new Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: { FunctionName: functionName },
        statistic: Stats.SUM,
        period: every,
      });
    new RunbookAlarm(this, name, {
      says: `The scheduled function ${name} has not completed in ${MISSED} runs: see its log.`,
      section: 'schedule-silent',
      metric: new MathExpression({
        expression: 'FILL(runs, 0) - FILL(faults, 0)',
        usingMetrics: { runs: count('Invocations'), faults: count('Errors') },
        period: every,
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: MISSED,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
