import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CONTEXT } from './synth.ts';

const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** A closed port as the only network, and no credentials. */
const cutOff = (args: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, args, {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: outdir,
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      ...env,
    },
  });

/** The app as CDK starts it, without the bundles. */
const synthesize = (stage: string) =>
  cutOff(['infra/app.ts'], {
    CDK_OUTDIR: join(outdir, stage),
    CDK_CONTEXT_JSON: JSON.stringify({ ...CONTEXT, stage, 'aws:cdk:bundling-stacks': [] }),
  });

describe.each(['dev', 'prod'])('the app of stage %s', (stage) => {
  it('is synthesized without network and credentials, and without warnings', () => {
    const { status, stderr } = synthesize(stage);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, stage, 'validation-report.json'), 'utf8'));
    const findings = pluginReports.flatMap(({ violations }: { violations: unknown[] }) => violations);
    expect(findings).toEqual([]);
  });

  it('deploys readers before writers, and the directory last', () => {
    const { artifacts } = JSON.parse(readFileSync(join(outdir, stage, 'manifest.json'), 'utf8'));
    expect(artifacts.Pipeline.dependencies).toContain('Storefront');
    expect(artifacts.Directory.dependencies).toEqual(expect.arrayContaining(['Pipeline', 'Storefront']));
  });

  it('needs no look-up', () => {
    const { missing } = JSON.parse(readFileSync(join(outdir, stage, 'manifest.json'), 'utf8'));
    expect(missing).toBeUndefined();
  });
});

it('cdk synth creates every stack with its bundles, without warnings', () => {
  const made = join(outdir, 'by-cdk');
  const { status, stdout, stderr } = cutOff([
    'node_modules/aws-cdk/bin/cdk',
    ...['synth', '--ci', '--context', 'stage=prod', '--output', made],
  ]);
  const said = (stdout + stderr).split('\n').filter((line) => !/^(Bundling asset .*)?$/.test(line));
  expect({ status, said }).toEqual({
    status: 0,
    said: [
      `Successfully synthesized to ${made}`,
      expect.stringMatching(/^Supply a stack id \(.*\) to display/),
    ],
  });
  const stacks = readdirSync(made).filter((name) => name.endsWith('.template.json'));
  expect(stacks).toHaveLength(9);
});
