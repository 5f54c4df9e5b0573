import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageApp } from '../../../console/server/page.ts';

describe('the page', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'pricewire-page-'));
    await mkdir(join(dir, 'dist', 'assets'), { recursive: true });
    await writeFile(join(dir, 'dist', 'index.html'), '<html>the page</html>');
    await writeFile(join(dir, 'dist', 'theme.js'), 'theme');
    await writeFile(join(dir, 'dist', 'assets', 'index-4f2a.js'), 'code');
    await writeFile(join(dir, 'secret.txt'), 'secret');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  const get = (path: string) => pageApp(join(dir, 'dist')).request(path);

  it.each(['/', '/console'])('is where %s leads to', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/console/']);
  });

  it.each(['/console/', '/console/events', '/console/products/SKU.1', '/console/products/A%20B'])(
    'answers at %s, and is asked for anew each time',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, await answer.text()]).toEqual([200, '<html>the page</html>']);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('may load nothing but its own files, and be in no frame', async () => {
    const { headers } = await get('/console/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('has assets that never change, and other files that may', async () => {
    const asset = await get('/console/assets/index-4f2a.js');
    expect(await asset.text()).toBe('code');
    expect(asset.headers.get('content-type')).toContain('javascript');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const theme = await get('/console/theme.js');
    expect([await theme.text(), theme.headers.get('cache-control')]).toEqual(['theme', 'no-store']);
  });

  it('says of an asset of an older build that it is gone, and not for ever', async () => {
    const answer = await get('/console/assets/index-old.js');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  it.each([
    '/console/../secret.txt',
    '/console/..%2fsecret.txt',
    '/console/%2e%2e/secret.txt',
    '/console/..%5csecret.txt',
  ])('gives out nothing beside its folder: %s', async (path) => {
    expect(await (await get(path)).text()).not.toContain('secret');
  });

  it('says that it is being built as long as it is not there, and looks again by itself', async () => {
    const answer = await pageApp(join(dir, 'none')).request('/console/events');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('http-equiv="refresh"');
  });
});
