import { Key, type KeyProps, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** The key that signs the heads of the audit log. Keep it as long as their signatures must be verifiable. */
export class AuditKey extends Key {
  constructor(scope: Construct, id: string, props: KeyProps = {}) {
    super(scope, id, {
      description: 'Signs each day of the audit log of Pricewire',
      keySpec: KeySpec.ECC_NIST_EDWARDS25519,
      keyUsage: KeyUsage.SIGN_VERIFY,
      ...props,
    });
  }
}
