import type { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';

/** Calls a function at a fixed rate. A call that fails or comes too late is dropped: the next one does its work. */
export class Timer extends Schedule {
  constructor(scope: Construct, id: string, { every, call }: { every: Duration; call: LambdaFunction }) {
    super(scope, id, {
      schedule: ScheduleExpression.rate(every),
      target: new LambdaInvoke(call, { retryAttempts: 0, maxEventAge: every }),
    });
    call.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: every });
  }
}
