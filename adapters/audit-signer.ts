import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Signs the heads of the audit log by Ed25519. */
export interface AuditSigner {
  /** Base64 of the SubjectPublicKeyInfo. */
  publicKey: string;
  /** Base64. */
  sign(text: string): Promise<string>;
}

const PRIVATE_KEY = 'audit-key.pem';
const PUBLIC_KEY = 'audit-key.pub';

/**
 * A key of its own in `folder`, made at the first use and readable by its owner only; the public half lies beside it, for
 * `pricewire audit verify --key`.
 */
export async function localSigner(folder: string): Promise<AuditSigner> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, PRIVATE_KEY);
  const made = generateKeyPairSync('ed25519').privateKey;
  const pem = made.export({ type: 'pkcs8', format: 'pem' }).toString();
  // Whoever comes second takes the key that is there.
  await writeFile(path, pem, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await chmod(path, 0o600);
  const signer = signerOf(createPrivateKey(await readFile(path, 'utf8')));
  await writeFile(join(folder, PUBLIC_KEY), publicPem(signer.publicKey));
  return signer;
}

/** Signs with a key that is at hand. */
export const signerOf = (key: KeyObject): AuditSigner => ({
  publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
  sign: async (text) => sign(null, Buffer.from(text), key).toString('base64'),
});

/** Whether the signature is that of the key over the text; false for what is no key or no signature either. */
export function isSigned(text: string, signature: string, publicKey: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // Else a flipped bit that the decoder passes over would not be seen.
  if (bytes.toString('base64') !== signature) return false;
  try {
    return verify(null, Buffer.from(text), readPublicKey(publicKey), bytes);
  } catch {
    return false;
  }
}

/** A public key as people keep it, such as in a file: PEM, or base64 alone. Throws for what is neither. */
export function readPublicKey(text: string): KeyObject {
  const key = text.includes('BEGIN')
    ? createPublicKey(text)
    : createPublicKey({ key: Buffer.from(text.trim(), 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('the key is not an Ed25519 key');
  return key;
}

const publicPem = (publicKey: string): string =>
  readPublicKey(publicKey).export({ type: 'spki', format: 'pem' }).toString();
