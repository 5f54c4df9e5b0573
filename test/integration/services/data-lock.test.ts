import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { DataInUse, lockData } from '../../../local/data-lock.ts';
import { freshDir } from '../stack/support/scratch.ts';

const MODULE = fileURLToPath(new URL('../../../local/data-lock.ts', import.meta.url));

/** The message of a process with a temporary folder of its own that locks the data. */
async function inAnotherProcess(dataDir: string): Promise<string> {
  const script = `import(${JSON.stringify(MODULE)}).then(({ lockData }) => lockData(${JSON.stringify(dataDir)})).then(() => console.log('locked'), ({ name }) => console.log(name))`;
  const env = { ...process.env, TMPDIR: await freshDir() };
  return (await promisify(execFile)(process.execPath, ['--eval', script], { env })).stdout.trim();
}

it('keeps another process off the data, whatever its temporary folder is', async () => {
  const dataDir = await freshDir();
  const release = await lockData(dataDir);

  expect(await inAnotherProcess(dataDir)).toBe('DataInUse');
  await release();
  expect(await inAnotherProcess(dataDir)).toBe('locked');
});

it('keeps this process off the data, too, and ends with the process that holds it', async () => {
  const dataDir = await freshDir();
  expect(await inAnotherProcess(dataDir)).toBe('locked');

  const release = await lockData(dataDir);

  await expect(lockData(dataDir)).rejects.toThrow(DataInUse);
  await release();
  await (await lockData(dataDir))();
});
