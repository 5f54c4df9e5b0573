import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { domainHash } from '../../../adapters/domain-hash.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { CODE_VERSION } from '../../../tasks/code-version.ts';

it('changes with the text, the name and the number of the files, and with nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'domain-'));
  try {
    await mkdir(join(folder, 'guardrails'));
    const file = join(folder, 'guardrails', 'max-step.ts');
    const hashes = [];
    await writeFile(file, 'export const percent = 10;');
    hashes.push(domainHash(folder));
    await writeFile(join(folder, 'notes.txt'), 'no source');
    expect(domainHash(folder)).toBe(hashes[0]);
    await writeFile(file, 'export const percent = 11;');
    hashes.push(domainHash(folder));
    await rename(file, join(folder, 'guardrails', 'step.ts'));
    hashes.push(domainHash(folder));
    await writeFile(join(folder, 'empty.ts'), '');
    hashes.push(domainHash(folder));
    expect(new Set(hashes).size).toBe(4);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('is part of the version that records keep', () => {
  expect(CODE_VERSION).toBe(`${manifest.version}+${domainHash()}`);
});
