import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CONTEXT } from './synth.ts';

const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** The app as CDK starts it, without the bundles; a closed port is all the network that it has, and it has no credentials. */
const synthesize = (stage: string) =>
  spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: outdir,
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      CDK_OUTDIR: join(outdir, stage),
      CDK_CONTEXT_JSON: JSON.stringify({ ...CONTEXT, stage, 'aws:cdk:bundling-stacks': [] }),
    },
  });

describe.each(['dev', 'prod'])('the app of stage %s', (stage) => {
  it('is synthesized without network and credentials, and nothing is to be said about it', () => {
    const { status, stderr } = synthesize(stage);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, stage, 'validation-report.json'), 'utf8'));
    const findings = pluginReports.flatMap(({ violations }: { violations: unknown[] }) => violations);
    expect(findings).toEqual([]);
  });

  it('asks for no look-up', () => {
    const { missing } = JSON.parse(readFileSync(join(outdir, stage, 'manifest.json'), 'utf8'));
    expect(missing).toBeUndefined();
  });
});
