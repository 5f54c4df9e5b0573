import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { AuditSigner } from './audit-signer.ts';

/** Signs by an Ed25519 key that never leaves KMS: whoever may sign can't take it along. */
export async function kmsSigner(client: KMSClient, keyId: string): Promise<AuditSigner> {
  const { PublicKey = new Uint8Array() } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  return {
    publicKey: base64(PublicKey),
    async sign(text) {
      const { Signature = new Uint8Array() } = await client.send(
        new SignCommand({
          KeyId: keyId,
          Message: Buffer.from(text),
          MessageType: 'RAW',
          SigningAlgorithm: 'ED25519_SHA_512',
        }),
      );
      return base64(Signature);
    },
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
