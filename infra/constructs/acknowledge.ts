import { Validations } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Says why one finding of AwsSolutions stands on one construct. The rule's prefix is left out: `VPC7`, `IAM5[Resource::*]`. */
export function acknowledge(on: IConstruct, finding: string, reason: string): void {
  Validations.of(on).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}

/** For a function that is traced. */
export const acknowledgeTracing = (role: IRole): void =>
  acknowledge(
    role,
    'IAM5[Resource::*]',
    'X-Ray knows no resources. Which other calls on * a role is allowed is held by a test: none.',
  );
