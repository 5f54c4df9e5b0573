import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findPython } from '../../../model/training/python.ts';
import { folder } from './make.ts';

/** A program that answers like a Python with this XGBoost. */
function python(version: string): string {
  const path = join(folder(), 'python3');
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  return path;
}

afterEach(() => vi.unstubAllEnvs());

describe('findPython', () => {
  it('takes the one given', async () => {
    const given = python('1.7.6');
    expect(await findPython(given)).toBe(given);
  });

  it('puts the one of the environment before it', async () => {
    const named = python('1.7.4');
    vi.stubEnv('PRICEWIRE_PYTHON', named);
    expect(await findPython(python('1.7.6'))).toBe(named);
  });

  it('skips another version of XGBoost', async () => {
    const given = python('1.7.6');
    vi.stubEnv('PRICEWIRE_PYTHON', python('2.0.3'));
    expect(await findPython(given)).toBe(given);
  });
});
