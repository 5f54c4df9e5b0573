import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import { JOBS, type JobOnAws } from '../../upkeep/jobs.ts';
import { TaskFunction, type TaskFunctionProps } from './task-function.ts';

export interface ScheduledFunctionProps extends TaskFunctionProps {
  task: JobOnAws;
}

/** A job as a function that is called at its rate. A failed or late call is dropped, because the next one does its work. */
export class ScheduledFunction extends TaskFunction {
  readonly every: Duration;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id, props);
    this.every = Duration.millis(JOBS[props.task].aws);
    const dropped = { retryAttempts: 0, maxEventAge: this.every };
    new Schedule(this, 'Schedule', {
      schedule: ScheduleExpression.rate(this.every),
      target: new LambdaInvoke(this.live, dropped),
    });
    this.live.configureAsyncInvoke(dropped);
  }
}
