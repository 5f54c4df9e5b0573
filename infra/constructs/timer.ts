import type { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { TaskFunction } from './task-function.ts';

/** Calls a function at a fixed rate. A failed or late call is dropped, because the next one does its work. */
export class Timer extends Schedule {
  readonly every: Duration;
  readonly call: TaskFunction;

  constructor(scope: Construct, id: string, { every, call }: { every: Duration; call: TaskFunction }) {
    super(scope, id, {
      schedule: ScheduleExpression.rate(every),
      target: new LambdaInvoke(call.live, { retryAttempts: 0, maxEventAge: every }),
    });
    call.live.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: every });
    this.every = every;
    this.call = call;
  }
}
