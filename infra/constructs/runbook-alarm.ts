import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface RunbookAlarmProps
  extends Omit<AlarmProps, 'alarmDescription' | 'threshold' | 'evaluationPeriods'>,
    Partial<Pick<AlarmProps, 'threshold' | 'evaluationPeriods'>> {
  /** What has happened, and what to do first: the text of the e-mail. */
  says: string;
  /** The section of docs/operations.md that it leads to, as its heading's anchor. */
  section: string;
}

/** An alarm that says what to do. Unless told otherwise it is raised by the first value above 0, and by nothing missing. */
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
