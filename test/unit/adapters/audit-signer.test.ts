import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isSigned, localSigner, readPublicKey } from '../../../adapters/audit-signer.ts';

const folder = () => mkdtemp(join(tmpdir(), 'audit-key-'));

describe('the key of this machine', () => {
  it('is made at the first use and stays the same', async () => {
    const path = await folder();

    const [first, second] = [await localSigner(path), await localSigner(path)];

    expect(second.publicKey).toBe(first.publicKey);
    expect(isSigned('a day', await second.sign('a day'), first.publicKey)).toBe(true);
  });

  it.each(['audit-key.pem', 'both halves'])(
    'is not created again if %s of the one that signed is lost',
    async (lost) => {
      const path = await folder();
      const { publicKey: signedWith } = await localSigner(path);
      await rm(join(path, 'audit-key.pem'));
      if (lost !== 'audit-key.pem') await rm(join(path, 'audit-key.pub'));

      await expect(localSigner(path, { signedWith })).rejects.toThrow('--new-audit-key');
      await expect(stat(join(path, 'audit-key.pem'))).rejects.toThrow('ENOENT');
    },
  );

  it('must be the one that signed', async () => {
    const path = await folder();
    const { publicKey: signedWith } = await localSigner(await folder());
    await localSigner(path);

    await expect(localSigner(path, { signedWith })).rejects.toThrow('is another key');
  });

  it('is replaced when a person says so, and the former key stays known', async () => {
    const path = await folder();
    const { publicKey: signedWith } = await localSigner(path);
    await rm(join(path, 'audit-key.pem'));

    const renewed = await localSigner(path, { signedWith, renew: true });
    const again = await localSigner(path, { signedWith });

    expect(renewed.publicKey).not.toBe(signedWith);
    expect(renewed.formerKeys).toEqual([signedWith]);
    expect(again).toMatchObject({ publicKey: renewed.publicKey, formerKeys: [signedWith] });
  });

  it('is one key for many concurrent starts, which leave nothing else behind', async () => {
    for (let round = 0; round < 20; round += 1) {
      const path = await folder();
      // One after another, so that some read the folder while another writes to it.
      const starts: ReturnType<typeof localSigner>[] = [];
      for (let start = 0; start < 30; start += 1) {
        starts.push(localSigner(path));
        await setImmediate();
      }

      const signers = await Promise.all(starts);

      expect(new Set(signers.map(({ publicKey }) => publicKey)).size).toBe(1);
      expect((await readdir(path)).sort()).toEqual(['audit-key.pem', 'audit-key.pub']);
    }
  });

  it.each(['audit-key.pem', 'audit-key.pub'])('is never there in part: %s', async (file) => {
    const path = await folder();
    const seen = new Set<string>();

    let made = false;
    const making = localSigner(path).finally(() => {
      made = true;
    });
    while (!made) {
      if (existsSync(join(path, file))) seen.add(readFileSync(join(path, file), 'utf8'));
      await setImmediate();
    }
    await making;

    expect([...seen]).toEqual([await readFile(join(path, file), 'utf8')]);
  });

  it('can be read by its owner only, and its public half by all', async () => {
    const path = await folder();
    const { publicKey } = await localSigner(path);

    const { mode } = await stat(join(path, 'audit-key.pem'));
    const shared = await stat(join(path, 'audit-key.pub'));
    const text = await readFile(join(path, 'audit-key.pub'), 'utf8');

    expect((mode & 0o777).toString(8)).toBe('600');
    expect((shared.mode & 0o444).toString(8)).toBe('444');
    expect(readPublicKey(text).export({ type: 'spki', format: 'der' }).toString('base64')).toBe(publicKey);
    expect(text).not.toContain('PRIVATE');
  });
});

describe('a signature', () => {
  it('is valid for one text and one key', async () => {
    const [ours, theirs] = [await localSigner(await folder()), await localSigner(await folder())];
    const signature = await ours.sign('a');

    expect(isSigned('a', signature, ours.publicKey)).toBe(true);
    expect(isSigned('b', signature, ours.publicKey)).toBe(false);
    expect(isSigned('a', signature, theirs.publicKey)).toBe(false);
    expect(isSigned('a', signature, 'no key')).toBe(false);
    expect(isSigned('a', '', ours.publicKey)).toBe(false);
  });
});
