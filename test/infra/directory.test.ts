import { describe, expect, it } from 'vitest';
import { Directory } from '../../adapters/directory.ts';
import { FORMAT } from '../../adapters/stored-item.ts';
import { CONFIGS, configFor } from '../../infra/config.ts';
import { synth, synthOf } from './synth.ts';

const stages = Object.keys(CONFIGS) as (keyof typeof CONFIGS)[];
const dev = await synth('dev');
const parameterOf = (synthesized: Awaited<ReturnType<typeof synth>>) =>
  synthesized.get('Directory/Parameter').Properties;
const contentOf = (synthesized: Awaited<ReturnType<typeof synth>>): Record<string, unknown> =>
  JSON.parse(String(synthesized.read(parameterOf(synthesized).Value)));

describe('the directory of a stage', () => {
  it.each(stages)(
    'is a parameter under the name of %s that has every field which the command line needs',
    async (stage) => {
      const synthesized = await synth(stage);
      expect(parameterOf(synthesized)).toMatchObject({
        Name: `/pricewire/${stage}`,
        Type: 'String',
        Tier: 'Intelligent-Tiering',
      });
      const content = contentOf(synthesized);
      const required = Object.entries(Directory.shape).filter(
        ([, field]) => !field.safeParse(undefined).success,
      );
      // Only missing in earlier deployments.
      const noted = ['executionLog', 'itemFormat'];
      expect(Object.keys(content).sort()).toEqual([...required.map(([name]) => name), ...noted].sort());
      const { error } = Directory.safeParse(content);
      // References are represented by names here; on AWS they are ARNs and addresses.
      const unread = (error?.issues ?? []).filter(({ code }) => code !== 'invalid_format');
      expect(unread).toEqual([]);
    },
  );

  it('names the resources of the stage', () => {
    expect(contentOf(dev)).toMatchObject({
      tables: { catalog: 'Catalog', priceState: 'PriceState', ledger: 'Ledger' },
      bus: { name: 'Bus', arn: 'Bus.Arn' },
      replay: {
        archiveArn: expect.stringContaining('Accepted'),
        ruleArn: 'Replays/Rule.Arn',
        queueUrl: 'Replays/Queue',
      },
      queues: { deadLetters: 'DeadLetters', undelivered: 'Undelivered' },
      underWayMs: 360_000,
      itemFormat: FORMAT,
    });
  });

  it('holds its models, and fits into the parameter with room for more', () => {
    const models = contentOf(dev)['models'] as unknown[];
    expect(models).toHaveLength(1);
    expect(JSON.stringify(models).length).toBeLessThan(600);
  });
});

describe('the log of executions in the directory', () => {
  it.each([
    ['dev', 'ALL'],
    ['prod', 'ERROR'],
  ] as const)('of %s is its group, of level %s', async (stage, level) => {
    expect(contentOf(await synth(stage))['executionLog']).toEqual({
      group: 'WorkflowLogs',
      level,
    });
  });
});

describe('the people of a stage', () => {
  it('are in its directory with their roles; without any, IAM decides', async () => {
    const people = [{ arn: 'arn:aws:sts::*:assumed-role/Reviewer/*', roles: ['reviewer' as const] }];
    expect(contentOf(await synthOf({ ...configFor('dev'), people }))).toMatchObject({ people });
    expect(contentOf(dev)).not.toHaveProperty('people');
  });
});

describe('a replay of the archive', () => {
  it('has a rule that no live event matches, whose only target is a queue', () => {
    const { EventPattern, Targets } = dev.get('Replays/Rule').Properties;
    expect(EventPattern).toMatchObject({ 'replay-name': [{ exists: true }] });
    expect(EventPattern.source).toEqual(dev.get('Intake/Rule').Properties.EventPattern.source);
    expect(dev.read(Targets)).toEqual([{ Arn: 'Replays/Queue.Arn', Id: 'Target0' }]);
  });

  it('keeps unread messages for half a day at most', () => {
    expect(dev.get('Replays/Queue').Properties.MessageRetentionPeriod).toBe(43_200);
  });
});
