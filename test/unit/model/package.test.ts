import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { packageModel } from '../../../model/package-model.ts';
import { modelJson } from './artifact.ts';
import { folder } from './make.ts';

function artifact(model: unknown, beside: Record<string, string> = {}): string {
  const path = join(folder(), 'artifact');
  mkdirSync(path);
  writeFileSync(join(path, 'model.json'), JSON.stringify(model));
  for (const [name, content] of Object.entries(beside)) writeFileSync(join(path, name), content);
  return path;
}

async function entries(
  archive: Buffer,
): Promise<{ name: string; time: number | undefined; content: string }[]> {
  const found: { name: string; time: number | undefined; content: string }[] = [];
  for await (const entry of Readable.from([archive]).pipe(createGunzip()).pipe(extract()))
    found.push({ name: entry.header.name, time: entry.header.mtime?.getTime(), content: await text(entry) });
  return found;
}

describe('packageModel', () => {
  it('packs the model and nothing else, for the container loads the first file it finds', async () => {
    const archive = await packageModel(artifact(modelJson(), { 'contract.json': '{}', 'a.txt': 'a' }));
    expect(await entries(archive)).toEqual([
      { name: 'model.json', time: 0, content: JSON.stringify(modelJson()) },
    ]);
  });

  it('gives the same bytes for the same model', async () => {
    const [one, other] = [
      await packageModel(artifact(modelJson())),
      await packageModel(artifact(modelJson())),
    ];
    expect(one.equals(other)).toBe(true);
    expect(one.readUInt32LE(4), 'time in the gzip header').toBe(0);
  });

  it('refuses a model that it could not score', async () => {
    await expect(packageModel(artifact({ version: [2, 0, 0] }))).rejects.toThrow(
      'not an XGBoost 1.7 JSON model',
    );
  });
});
