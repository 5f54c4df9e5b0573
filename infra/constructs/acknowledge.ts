import { Validations } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Suppresses one finding of AwsSolutions on one construct. `finding` has no prefix: `VPC7`, `IAM5[Resource::*]`. */
export function acknowledge(on: IConstruct, finding: string, reason: string): void {
  Validations.of(on).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}

/** Suppresses the finding that AWS X-Ray causes on the role of a traced function. */
export const acknowledgeTracing = (role: IRole): void =>
  acknowledge(
    role,
    'IAM5[Resource::*]',
    'X-Ray has no resources. A test ensures that the role has no other calls on *.',
  );
