import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A function of the synthesized app and its bundle. */
export interface Bundled {
  /** Path within its stack, such as `Tasks/Commit`. */
  path: string;
  handler: string;
  /** The file that Lambda loads. */
  file: string;
  bytes: number;
  /** As in the template. Values known only at deployment are replaced by ones of the same form. */
  environment: Record<string, string>;
}

interface Resource {
  Type: string;
  Properties: {
    Handler: string;
    Code: { S3Key?: string };
    Environment?: { Variables?: Record<string, unknown> };
  };
  Metadata?: Record<string, string>;
}

/** Synthesizes the app of a stage and its bundles into a folder. Rejects as the app does. */
export async function synthesize(stage: string, outdir: string): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const settings = { ...context, stage, 'aws:cdk:enable-path-metadata': true };
  await run(process.execPath, ['infra/app.ts'], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(settings) },
  });
}

/** All our functions in the folder, by path. */
export async function bundledIn(outdir: string): Promise<Map<string, Bundled>> {
  const found = new Map<string, Bundled>();
  for (const name of (await readdir(outdir)).filter((each) => each.endsWith('.template.json')).sort()) {
    const { Resources } = JSON.parse(await readFile(join(outdir, name), 'utf8'));
    for (const resource of Object.values(Resources) as Resource[]) {
      const key = resource.Type === 'AWS::Lambda::Function' ? resource.Properties.Code.S3Key : undefined;
      if (key === undefined) continue;
      const file = join(outdir, `asset.${key.replace(/\.zip$/, '')}`, 'index.mjs');
      const { size } = await stat(file);
      const path = pathOf(resource);
      const variables = resource.Properties.Environment?.Variables ?? {};
      found.set(path, {
        path,
        handler: resource.Properties.Handler,
        file,
        bytes: size,
        environment: Object.fromEntries(
          Object.entries(variables).map(([variable, value]) => [variable, known(variable, value)]),
        ),
      });
    }
  }
  return found;
}

/** A port without a listener. */
const NOWHERE = 'redis://127.0.0.1:1';

const known = (variable: string, value: unknown): string =>
  typeof value === 'string' ? value : variable === 'REDIS_URL' ? NOWHERE : '1';

const pathOf = ({ Metadata = {} }: Resource): string =>
  (Metadata['aws:cdk:path'] ?? '').replace(/^\w+\//, '').replace(/\/Resource$/, '');

/** Environment of a bare Node process: no PATH, no home, no options. */
export const bareEnvironment = (environment: Record<string, string> = {}): Record<string, string> => ({
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  ...environment,
});

/** Runs JavaScript in a bare process in the bundle's folder, and returns its stdout. */
export async function runBare(
  { file }: Bundled,
  script: string,
  environment: Record<string, string>,
  ...args: string[]
): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, file, ...args], {
    cwd: join(file, '..'),
    env: bareEnvironment(environment),
  });
  return stdout;
}
