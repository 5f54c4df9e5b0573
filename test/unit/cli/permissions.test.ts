import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** The files that run inside the command on a stage, loaded at its start or later. */
const { metafile } = await build({
  entryPoints: [fileURLToPath(new URL('cli/aws/open-stage.ts', ROOT))],
  absWorkingDir: fileURLToPath(ROOT),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  outdir: 'out',
  write: false,
  metafile: true,
});
const FILES = Object.keys(metafile.inputs).filter((path) => /^(adapters|cli)\//.test(path));

/** Actions whose names differ from their commands. */
const OTHERWISE: Record<string, string> = {
  BatchGet: 'BatchGetItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  DeleteMessageBatch: 'DeleteMessage',
  Invoke: 'InvokeFunction',
};
const SERVICES: Record<string, string> = {
  'client-dynamodb': 'dynamodb',
  'client-eventbridge': 'events',
  'client-kms': 'kms',
  'client-lambda': 'lambda',
  'client-sagemaker-runtime': 'sagemaker',
  'client-sfn': 'states',
  'client-sqs': 'sqs',
  'client-ssm': 'ssm',
  'client-sts': 'sts',
  'lib-dynamodb': 'dynamodb',
};

/** Every SDK command in a file, as the IAM action of its package. */
function actionsIn(path: string): string[] {
  const text = textOf(path);
  const packages = [...text.matchAll(/\{([^{}]*)\}\s*(?:from|= await import\()\s*'@aws-sdk\/([\w-]+)'/g)];
  return packages.flatMap(([, names = '', from = '']) =>
    [...names.matchAll(/\b(\w+)Command\b/g)]
      .filter(([command]) => text.includes(`new ${command}(`))
      .map(([, name = '']) => `${SERVICES[from]}:${OTHERWISE[name] ?? name}`),
  );
}

interface Policy {
  Statement: { Effect: string; Action: string[]; Resource: string | string[] }[];
}
const policies: Policy[] = [...textOf('docs/cli-on-aws.md').matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, text = '']) => JSON.parse(text),
);
const allowedBy = (...given: Policy[]): string[] =>
  [...new Set(given.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)))].sort();

describe('the policies for operators', () => {
  it('allow what the command line calls on AWS, and nothing else', () => {
    const called = new Set(FILES.flatMap(actionsIn));
    // This call needs no permission.
    expect(called.delete('sts:GetCallerIdentity')).toBe(true);
    expect(allowedBy(...policies)).toEqual([...called].sort());
  });

  it('are two: one changes nothing but the audit log, which it adds to', () => {
    const [look, ...others] = policies;
    expect(others).toHaveLength(1);
    const changes = /:(Put|Update|Delete|Start|Cancel)/;
    const changing = look?.Statement.filter(({ Action }) => Action.some((action) => changes.test(action)));
    expect(changing).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:PutItem'],
        Resource: 'arn:aws:dynamodb:REGION:ACCOUNT:table/pricewire-STAGE-data-Audit*',
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:PutItem'],
        Resource: 'arn:aws:dynamodb:REGION:ACCOUNT:table/pricewire-STAGE-data-Catalog*',
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['audit'] } },
      },
    ]);
  });

  it('delete nothing but notes that the audit log has by now', () => {
    const deleting = policies
      .flatMap(({ Statement }) => Statement)
      .filter(({ Action }) => Action.includes('dynamodb:DeleteItem'));
    expect(deleting).toMatchObject([
      { Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['kept-notes'] } } },
    ]);
  });

  it('name no action by a wildcard, and no resources by one but where an action knows none', () => {
    expect(allowedBy(...policies).filter((action) => action.includes('*'))).toEqual([]);
    const everywhere = policies
      .flatMap(({ Statement }) => Statement)
      .filter(({ Resource }) => Resource === '*')
      .flatMap(({ Action }) => Action);
    expect(everywhere.sort()).toEqual(['events:CancelReplay', 'events:DescribeReplay', 'events:ListReplays']);
  });
});
