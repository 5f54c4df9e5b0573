import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../../../cli/pricewire.ts', import.meta.url));

it('loads no SDK client, no server and no Redis client before a command needs one', async () => {
  const { metafile } = await build({
    entryPoints: [CLI],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outdir: 'out',
    write: false,
    metafile: true,
  });
  const entry = Object.keys(metafile.outputs).find((name) => name.endsWith('pricewire.js')) ?? '';
  const loaded = new Set<string>();
  const load = (output: string): void => {
    for (const { path, kind, external } of metafile.outputs[output]?.imports ?? []) {
      if (kind === 'dynamic-import' || loaded.has(path)) continue;
      loaded.add(path);
      if (!external) load(path);
    }
  };
  load(entry);
  expect(loaded).toContain('commander');
  expect([...loaded].filter((name) => /^(@aws-sdk|@smithy|hono|ioredis|dynalite|fauxqs)/.test(name))).toEqual(
    [],
  );
});
