import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { configFor } from '../../infra/config.ts';
import { addStacks } from '../../infra/stacks.ts';
import { CONTEXT } from './synth.ts';

interface Acknowledgement {
  id: string;
  reason: string;
  on: IConstruct;
}

const newApp = () => new App({ context: { ...CONTEXT, 'aws:cdk:bundling-stacks': [] } });

async function appOf(stage: string): Promise<App> {
  const app = newApp();
  await addStacks(app, configFor(stage));
  return app;
}

/** Findings of AwsSolutions in an app, as `rule path`. */
const findings = (app: App): string[] =>
  new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );

/** An app without acknowledgements, and the acknowledgements that were removed. */
async function withoutAcknowledgements(stage: string): Promise<{ app: App; said: Acknowledgement[] }> {
  const said: Acknowledgement[] = [];
  vi.spyOn(Validations.prototype, 'acknowledge').mockImplementation(function (this: Validations, ...rules) {
    const { scope: on } = this as unknown as { scope: IConstruct };
    said.push(...rules.map(({ id, reason }) => ({ id, reason: reason ?? '', on })));
  });
  return { app: await appOf(stage), said: said.filter(({ id }) => id.startsWith('AwsSolutions')) };
}

afterEach(() => vi.restoreAllMocks());

describe.each(['dev', 'prod'])('AwsSolutions in %s', (stage) => {
  it('has no finding that is not acknowledged', async () => {
    expect(findings(await appOf(stage))).toEqual([]);
  });

  it('has a finding for each acknowledgement, on the same construct', async () => {
    const { app, said } = await withoutAcknowledgements(stage);
    const found = findings(app);
    expect(said.length).toBeGreaterThan(0);
    for (const { id, on } of said)
      expect(found).toContainEqual(
        expect.stringMatching(new RegExp(`^${escaped(`${id} ${on.node.path}`)}(/|$)`)),
      );
    for (const each of found)
      expect(said.some(({ id, on }) => `${each}/`.startsWith(`${id} ${on.node.path}/`))).toBe(true);
  });

  it('has each acknowledgement on one construct, never on a stack, with a sentence as the reason', async () => {
    const { said } = await withoutAcknowledgements(stage);
    for (const { on, reason } of said) {
      expect(Stack.isStack(on) || App.isApp(on)).toBe(false);
      expect(on.node.findAll().filter(CfnResource.isCfnResource).length).toBeLessThanOrEqual(3);
      expect(reason).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('a synthesis', () => {
  it('fails if one acknowledgement is missing', async () => {
    const { acknowledge } = Validations.prototype;
    vi.spyOn(Validations.prototype, 'acknowledge').mockImplementation(function (this: Validations, ...rules) {
      acknowledge.apply(
        this,
        rules.filter(({ id }) => id !== 'AwsSolutions-AEC6'),
      );
    });
    const app = await appOf('prod');
    expect(() => app.synth()).toThrow(/AwsSolutions-AEC6/);
  });

  it('fails on a template that CloudFormation would refuse', () => {
    const app = newApp();
    new CfnQueue(new Stack(app, 'Broken'), 'Queue').addPropertyOverride('MessageRetentionPeriod', 'for ever');
    expect(() => app.synth()).toThrow(/MessageRetentionPeriod/);
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
