import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildPage, isBuilt } from '../../../console/server/build-page.ts';

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

describe('a build', () => {
  let web: string;
  beforeEach(async () => {
    web = await mkdtemp(join(tmpdir(), 'pricewire-web-'));
    await mkdir(join(web, 'dist'));
    await writeFile(join(web, 'dist', 'index.html'), 'the old page');
    await writeFile(join(web, 'index.html'), '<script type="module" src="./page.js"></script>');
    await writeFile(join(web, 'page.js'), 'document.title = "new";');
  });
  afterEach(() => rm(web, { recursive: true, force: true }));
  const page = () => readFile(join(web, 'dist', 'index.html'), 'utf8');

  it('takes the place of the one before, and leaves nothing else behind', async () => {
    const said: string[] = [];
    expect(await buildPage((line) => said.push(line), web).done).toBe(true);
    expect(await page()).toContain('assets/');
    expect([(await readdir(web)).toSorted(), said]).toEqual([['dist', 'index.html', 'page.js'], []]);
  }, 30_000);

  it('that fails says so in a line, and leaves the one before', async () => {
    await writeFile(join(web, 'page.js'), 'this is no script');
    const said: string[] = [];
    expect(await buildPage((line) => said.push(line), web).done).toBe(false);
    expect(said).toEqual([expect.stringMatching(/^The console could not be built: .+$/)]);
    expect(await page()).toBe('the old page');
    expect(await readdir(web)).toHaveLength(3);
  }, 30_000);

  it('that is stopped leaves the one before, and says nothing', async () => {
    const said: string[] = [];
    const build = buildPage((line) => said.push(line), web);
    expect([await build.stop(), await page(), said]).toEqual([false, 'the old page', []]);
    expect(await readdir(web)).toHaveLength(3);
  }, 30_000);
});
