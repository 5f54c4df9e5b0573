import { generateKeyPairSync, sign } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isSigned } from '../../../adapters/audit-signer.ts';
import { kmsSigner } from '../../../adapters/kms-signer.ts';
import { OFFLINE } from './answering.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/audit';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const client = mockClient(KMSClient);

beforeEach(() => {
  client
    .on(GetPublicKeyCommand, { KeyId: KEY })
    .resolves({ PublicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) });
  client
    .on(SignCommand, { KeyId: KEY, MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' })
    .callsFake(async ({ Message }) => ({ Signature: new Uint8Array(sign(null, Message, privateKey)) }));
});
afterEach(() => client.reset());

it('signs so that anybody can check it by the public key, without AWS', async () => {
  const signer = await kmsSigner(new KMSClient(OFFLINE), KEY);
  const signature = await signer.sign('head of a day');
  expect(isSigned('head of a day', signature, signer.publicKey)).toBe(true);
  expect(isSigned('head of another day', signature, signer.publicKey)).toBe(false);
});
