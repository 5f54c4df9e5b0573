import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { whereabouts } from '../../adapters/whereabouts.ts';
import { deployment } from '../../infra/deployment.ts';

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['infra/deploy.ts', ...args], {
    cwd: new URL('../..', import.meta.url),
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: tmpdir(),
      AWS_REGION: 'eu-central-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });

describe('npm run deploy', () => {
  it('deploys all stacks of the stage with the CDK that is pinned here', () => {
    const { argv } = deployment({ stage: 'dev' });
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

  it('asks before any change in prod, and nothing with --yes', () => {
    expect(deployment({ stage: 'prod' }).argv).toContain('any-change');
    expect(deployment({ stage: 'prod', yes: true }).argv).toContain('never');
  });

  it('only compares when it is asked to', () => {
    expect(deployment({ stage: 'prod', diff: true }).argv.slice(1)).toEqual([
      'diff',

      '--context',
      'stage=prod',
    ]);
  });

  it('first prints the action, the account and region, the credentials, and how new versions take over', () => {
    const where = {
      account: '123456789012',
      region: 'eu-central-1',
      arn: 'arn:aws:iam::123456789012:user/ann',
    };
    const there = 'account 123456789012, region eu-central-1, as arn:aws:iam::123456789012:user/ann';
    expect(deployment({ stage: 'dev' }).says(where)).toBe(
      `Deploying all stacks of stage dev (pricewire-dev-*) to ${there}. New versions take over at once.`,
    );
    expect(deployment({ stage: 'prod' }).says(where)).toBe(
      `Deploying all stacks of stage prod (pricewire-prod-*) to ${there}. New versions get 10% for 10 minutes, and are rolled back by their alarms.`,
    );
    expect(deployment({ stage: 'prod', diff: true }).says(where)).toBe(`Comparing stage prod with ${there}.`);
  });

  it('uses the same credentials as CDK', async () => {
    const sts = mockClient(STSClient);
    sts.on(GetCallerIdentityCommand).resolves({ Account: '1', Arn: 'arn:aws:iam::1:user/ann' });
    const found = await whereabouts({ region: 'eu-central-1' });
    sts.restore();
    expect(found).toEqual({ account: '1', region: 'eu-central-1', arn: 'arn:aws:iam::1:user/ann' });
  });

  it('deploys nothing without credentials, and reports it in one line', () => {
    const { status, stdout, stderr } = run('--stage', 'dev');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^no valid AWS credentials: .*\n$/);
  });

  it('refuses an unknown stage in one line', () => {
    const { status, stderr } = run('--stage', 'qa');
    expect(status).toBe(1);
    expect(stderr).toBe('there is no stage qa; there are dev, prod\n');
  });

  it('requires the stage', () => {
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toBe("error: required option '--stage <stage>' not specified\n");
  });
});
