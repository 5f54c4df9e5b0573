import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface RunbookAlarmProps
  extends Omit<AlarmProps, 'alarmDescription' | 'threshold' | 'evaluationPeriods'>,
    Partial<Pick<AlarmProps, 'threshold' | 'evaluationPeriods'>> {
  /** Text of the e-mail: what has happened, and what to do first. */
  says: string;
  /** Anchor of the section in docs/operations.md. */
  section: string;
}

/** An alarm that links to its runbook. By default the first value above 0 raises it, and missing data does not. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, { says, section, ...props }: RunbookAlarmProps) {
    super(scope, id, {
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
      alarmDescription: `${says} See docs/operations.md#${section}`,
    });
  }
}
