/**
 * Transient errors, by their names in the workflow. Every function is retried on each of them. `@outages` and `@unclear` in
 * the definition refer to these lists.
 *
 * Sources: the Step Functions guide, "Handle Lambda service exceptions"; the errors of Invoke in the Lambda API reference.
 */

/** A store, a service or the account's set-up failed; the event itself can't be the cause. */
export const OUTAGES: readonly string[] = [
  'StoreUnavailable',
  'CacheUnavailable',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.EC2ThrottledException',
  'Lambda.EC2UnexpectedException',
  'Lambda.ENILimitReachedException',
  'Lambda.ENINotReadyException',
  'Lambda.SubnetIPAddressLimitReachedException',
  'Lambda.ResourceConflictException',
  'Lambda.ResourceNotReadyException',
  // These last until a person repairs the account or the deployment; the event waits until then.
  'Lambda.EC2AccessDeniedException',
  'Lambda.InvalidSecurityGroupIDException',
  'Lambda.InvalidSubnetIDException',
  'Lambda.InvalidRuntimeException',
  'Lambda.InvalidZipFileException',
  'Lambda.KMSAccessDeniedException',
  'Lambda.KMSDisabledException',
  'Lambda.KMSInvalidStateException',
  'Lambda.KMSNotFoundException',
  'Lambda.ResourceNotFoundException',
];

/** A function ended without an answer: an outage, or an event that always makes the function fail. */
export const UNCLEAR: readonly string[] = [
  'States.Timeout',
  'Sandbox.Timedout',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
];
