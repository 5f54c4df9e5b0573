import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deployment } from '../../infra/deployment.ts';

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['infra/deploy.ts', ...args], {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
  });

describe('npm run deploy', () => {
  it('deploys all stacks of the stage with the CDK that is pinned here', () => {
    const { argv } = deployment({ stage: 'dev' }, {});
    expect(argv[0]).toMatch(/\/node_modules\/aws-cdk\/bin\/cdk$/);
    expect(existsSync(argv[0] ?? '')).toBe(true);
    expect(argv.slice(1)).toEqual([
      'deploy',
      '--all',
      '--require-approval',
      'broadening',
      '--context',
      'stage=dev',
    ]);
  });

  it('asks before any change in prod, and nothing when it is told to', () => {
    expect(deployment({ stage: 'prod' }, {}).argv).toContain('any-change');
    expect(deployment({ stage: 'prod', yes: true }, {}).argv).toContain('never');
  });

  it('only compares when it is asked to', () => {
    expect(deployment({ stage: 'prod', diff: true }, {}).argv.slice(1)).toEqual([
      'diff',

      '--context',
      'stage=prod',
    ]);
  });

  it('says first what it is about to do, where, and how new versions take over', () => {
    expect(deployment({ stage: 'dev' }, {}).says).toBe(
      'Deploying all stacks of stage dev (pricewire-dev-*) to the account of the default credentials, in the region of its configuration. New versions take over at once.',
    );
    expect(deployment({ stage: 'prod' }, { AWS_PROFILE: 'shop', AWS_REGION: 'eu-central-1' }).says).toBe(
      'Deploying all stacks of stage prod (pricewire-prod-*) to the account of profile shop, in eu-central-1. New versions get 10% for 10 minutes, and are taken back by their alarms.',
    );
  });

  it('refuses a stage that there is not in one line', () => {
    const { status, stderr } = run('--stage', 'qa');
    expect(status).toBe(1);
    expect(stderr).toBe('there is no stage qa; there are dev, prod\n');
  });

  it('wants to be told the stage', () => {
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toBe("error: required option '--stage <stage>' not specified\n");
  });
});
