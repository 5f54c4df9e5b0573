import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { appendFile, chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Signs the heads of the audit log by Ed25519. */
export interface AuditSigner {
  /** Base64 of the SubjectPublicKeyInfo. */
  publicKey: string;
  /** Former keys in the same format, which may still be trusted. */
  formerKeys: readonly string[];
  /** Base64. */
  sign(text: string): Promise<string>;
}

const PRIVATE_KEY = 'audit-key.pem';
const PUBLIC_KEY = 'audit-key.pub';
/** One key per line, base64. */
const FORMER_KEYS = 'former-keys';

/** The key that signed the log is missing. */
export class AuditKeyMissing extends Error {
  override readonly name = 'AuditKeyMissing';
}

export interface SignerChoice {
  /** Base64 of the key of the last signature; undefined for a log without entries. */
  signedWith?: string | undefined;
  /** Creates a new key if that one is missing, and adds its public half to the former keys. */
  renew?: boolean | undefined;
}

/**
 * The key of the audit log in `folder`, readable only by its owner, created at the first start. The public half is in a file
 * beside it, for `pricewire audit verify --key`. Throws AuditKeyMissing if another key signed the log.
 */
export async function localSigner(
  folder: string,
  { signedWith, renew = false }: SignerChoice = {},
): Promise<AuditSigner> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, PRIVATE_KEY);
  const former = await formerKeys(folder);
  // If a former key signed last, the log has had no entry since that key was replaced.
  const expected =
    signedWith === undefined || former.includes(signedWith)
      ? await keyIn(join(folder, PUBLIC_KEY))
      : signedWith;
  const there = await privateKeyIn(path);
  if (expected === undefined || (there !== undefined && publicOf(there) === expected))
    return signerIn(folder, there ?? (await makeKey(path)), former);
  if (!renew)
    throw new AuditKeyMissing(
      `${path} is ${there === undefined ? 'missing' : 'another key'}, but the audit log was signed with ${expected}. ` +
        'Put your copy of that key back, or start once with --new-audit-key to sign with a new one from now on',
    );
  await appendFile(join(folder, FORMER_KEYS), `${expected}\n`);
  await rm(path, { force: true });
  return signerIn(folder, await makeKey(path), [...former, expected]);
}

async function signerIn(folder: string, key: KeyObject, former: readonly string[]): Promise<AuditSigner> {
  const signer = signerOf(key, former);
  await chmod(join(folder, PRIVATE_KEY), 0o600);
  const path = join(folder, PUBLIC_KEY);
  await asWhole(path, publicPem(signer.publicKey), 0o644, (written) => rename(written, path));
  return signer;
}

async function makeKey(path: string): Promise<KeyObject> {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  // If several processes start at once, the first link wins and all use its key.
  await asWhole(path, pem, 0o600, (written) =>
    link(written, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    }),
  );
  return createPrivateKey(await readFile(path, 'utf8'));
}

/** Writes a file beside `path` and hands it to `put`, so that no reader of `path` finds half of a text. */
async function asWhole(
  path: string,
  text: string,
  mode: number,
  put: (written: string) => Promise<void>,
): Promise<void> {
  const written = `${path}.${randomUUID()}`;
  try {
    await writeFile(written, text, { flag: 'wx', mode });
    await put(written);
  } finally {
    await rm(written, { force: true });
  }
}

async function privateKeyIn(path: string): Promise<KeyObject | undefined> {
  const text = await textIn(path);
  return text === undefined ? undefined : createPrivateKey(text);
}

async function keyIn(path: string): Promise<string | undefined> {
  const text = await textIn(path);
  return text === undefined ? undefined : derOf(readPublicKey(text));
}

const formerKeys = async (folder: string): Promise<string[]> =>
  ((await textIn(join(folder, FORMER_KEYS))) ?? '').split('\n').filter((line) => line !== '');

async function textIn(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const derOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('base64');
const publicOf = (key: KeyObject): string => derOf(createPublicKey(key));

/** A signer with a key in memory. */
export const signerOf = (key: KeyObject, formerKeys: readonly string[] = []): AuditSigner => ({
  publicKey: publicOf(key),
  formerKeys,
  sign: async (text) => sign(null, Buffer.from(text), key).toString('base64'),
});

/** Whether the key signed the text; false also for an invalid key or signature. */
export function isSigned(text: string, signature: string, publicKey: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // The decoder ignores some bits, so a changed signature could decode to the same bytes.
  if (bytes.toString('base64') !== signature) return false;
  try {
    return verify(null, Buffer.from(text), readPublicKey(publicKey), bytes);
  } catch {
    return false;
  }
}

/** Parses a public key as PEM or plain base64. Throws for anything else. */
export function readPublicKey(text: string): KeyObject {
  const key = text.includes('BEGIN')
    ? createPublicKey(text)
    : createPublicKey({ key: Buffer.from(text.trim(), 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('the key is not an Ed25519 key');
  return key;
}

const publicPem = (publicKey: string): string =>
  readPublicKey(publicKey).export({ type: 'spki', format: 'pem' }).toString();
