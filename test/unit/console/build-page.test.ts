import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuilt } from '../../../console/server/build-page.ts';

describe('the page is built', () => {
  let web: string;
  const write = async (file: string, at: number) => {
    await mkdir(join(web, file, '..'), { recursive: true });
    await writeFile(join(web, file), '');
    await utimes(join(web, file), at, at);
  };
  beforeEach(async () => {
    web = await mkdtemp(join(tmpdir(), 'pricewire-web-'));
    await write('src/deep/page.tsx', 100);
    await write('dist/index.html', 200);
  });
  afterEach(() => rm(web, { recursive: true, force: true }));

  it('when it is newer than all of its sources', async () => {
    expect(await isBuilt(web)).toBe(true);
  });

  it('not when a source is newer', async () => {
    await write('src/deep/page.tsx', 201);
    expect(await isBuilt(web)).toBe(false);
  });

  it('not when it is not there', async () => {
    await rm(join(web, 'dist'), { recursive: true });
    expect(await isBuilt(web)).toBe(false);
  });

  it('whatever lies in folders of builds', async () => {
    await write('dist/assets/index.js', 300);
    await write('dist-123/index.html', 300);
    expect(await isBuilt(web)).toBe(true);
  });
});
