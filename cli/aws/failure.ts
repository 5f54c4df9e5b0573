import { type AwsFault, awsFault } from '../../adapters/aws-fault.ts';
import { CliFailure, type ExitCode } from '../shared/failure.ts';

const CODES: Record<AwsFault['kind'], ExitCode> = {
  'no-credentials': 3,
  'no-region': 3,
  expired: 3,
  unreachable: 3,
  'not-found': 3,
  denied: 1,
  throttled: 1,
};

/** An AWS error as a failure in one line; any other error unchanged. */
export function awsFailure(error: unknown): unknown {
  const fault = error instanceof CliFailure ? undefined : awsFault(error);
  return fault === undefined ? error : new CliFailure(CODES[fault.kind], fault.message, { cause: error });
}
