#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { table } from '../../cli/shared/table.ts';
import { bundledIn, synthesize } from './bundles/bundled.ts';
import { type LoadTime, loadTime } from './bundles/load-time.ts';

const { stage, times, json } = new Command('bundles')
  .description('Size and load time of every Lambda bundle, in a bare process.')
  .option('--stage <stage>', 'whose app', 'dev')
  .option('--times <n>', 'loads of each bundle; the median is shown', Number, 7)
  .option('--json', 'as JSON')
  .parse()
  .opts<{ stage: string; times: number; json?: true }>();

const outdir = await mkdtemp(join(tmpdir(), 'pricewire-bundles-'));
try {
  await synthesize(stage, outdir);
  const rows: ({ path: string; bytes: number } & LoadTime)[] = [];
  for (const bundled of (await bundledIn(outdir)).values())
    rows.push({ path: bundled.path, bytes: bundled.bytes, ...(await loadTime(bundled, times)) });
  rows.sort((a, b) => b.processor - a.processor);
  if (json) console.log(JSON.stringify(rows, null, 2));
  else
    console.log(
      table(
        ['FUNCTION', 'KB', 'LOADS IN', 'OF PROCESSOR'],
        rows.map(({ path, bytes, elapsed, processor }) => [
          path,
          Math.round(bytes / 1000),
          `${elapsed} ms`,
          `${processor} ms`,
        ]),
        ['KB', 'LOADS IN', 'OF PROCESSOR'],
      ),
    );
} finally {
  await rm(outdir, { recursive: true, force: true });
}
