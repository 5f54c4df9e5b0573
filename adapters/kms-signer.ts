import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { AuditSigner } from './audit-signer.ts';

/**
 * Signs with an Ed25519 key that never leaves KMS, so that a signer can't copy it. If the key can't be reached the process still
 * starts; calls that need the key throw.
 */
export async function kmsSigner(client: KMSClient, keyId: string): Promise<AuditSigner> {
  try {
    return await reachedSigner(client, keyId);
  } catch (error) {
    return {
      get publicKey(): string {
        throw error;
      },
      formerKeys: [],
      sign: () => Promise.reject(error),
    };
  }
}

async function reachedSigner(client: KMSClient, keyId: string): Promise<AuditSigner> {
  const { PublicKey = new Uint8Array() } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  return {
    publicKey: base64(PublicKey),
    formerKeys: [],
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
