import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXT, type Resource, Synthesized } from './synth.ts';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url);

const synthesize = (context: Record<string, unknown>, outdir: string) =>
  run(process.execPath, ['infra/app.ts'], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ ...CONTEXT, ...context }) },
  });

/** Each function's code, by the file in tasks/handlers that it should be a bundle of. */
const HANDLERS = {
  'receive-event': 'Tasks/ReceiveEvent',
  'load-context': 'Tasks/LoadContext',
  'predict-price': 'Tasks/PredictPrice',
  'fallback-price': 'Tasks/FallbackPrice',
  'apply-guardrails': 'Tasks/ApplyGuardrails',
  commit: 'Tasks/Commit',
  'publish-price': 'Tasks/PublishPrice',
  close: 'Tasks/Close',
  'dead-letter': 'Tasks/DeadLetter',
  'challenge-price': 'Tasks/ChallengePrice',
  sweep: 'Upkeep/Sweep',
  'settle-marks': 'Upkeep/SettleMarks',
  'reprice-due': 'Upkeep/RepriceDue',
  'check-models': 'Upkeep/CheckModels',
  'watch-moves': 'Breaker/Watch',
  'repair-cache': 'CacheCare/Repair',
  'check-cache': 'CacheCare/Check',
};
const SHARED = ['clients', 'models', 'redis'];

// Loads the bundle with its environment, then once without each name; prints what came of it.
const LOADER = `
const [url, ...names] = process.argv.slice(1);
const load = (tag) => import(url + '?' + tag).then((it) => typeof it.handler, (error) => String(error.message));
const found = { whole: await load('whole') };
for (const name of names) {
  const { [name]: value, ...others } = process.env;
  process.env = others;
  found[name] = await load(name);
  process.env[name] = value;
}
process.stdout.write(JSON.stringify(found), () => process.exit());
`;

describe('the bundles', () => {
  let outdir: string;
  let app: Synthesized;

  beforeAll(async () => {
    // Outside the repository, where no node_modules can lend a bundle what it lacks.
    outdir = await mkdtemp(join(tmpdir(), 'bundles-'));
    await synthesize({ stage: 'dev' }, outdir);
    const template = async (stack: string) =>
      JSON.parse(await readFile(join(outdir, `${stack}.template.json`), 'utf8'));
    app = new Synthesized([await template('Data'), await template('Pipeline')]);
  });
  afterAll(() => rm(outdir, { recursive: true, force: true }));

  const assetOf = ({ Properties }: Resource): string =>
    join(outdir, `asset.${Properties.Code.S3Key.replace(/\.zip$/, '')}`);

  it('are of all files in tasks/handlers', async () => {
    const files = await readdir(new URL('tasks/handlers', root));
    expect(files.sort()).toEqual([...Object.keys(HANDLERS), ...SHARED].map((name) => `${name}.ts`).sort());
    expect(Object.keys(app.all('AWS::Lambda::Function')).sort()).toEqual(Object.values(HANDLERS).sort());
  });

  it.each(Object.entries(HANDLERS))('%s is what %s runs', async (file, path) => {
    const map = JSON.parse(await readFile(join(assetOf(app.get(path)), 'index.mjs.map'), 'utf8'));
    const entries = (map.sources as string[])
      .map((source) => /tasks\/handlers\/([\w-]+)\.ts$/.exec(source)?.[1])
      .filter((name) => name !== undefined && !SHARED.includes(name));
    expect(entries).toEqual([file]);
    expect(app.get(path).Properties.Handler).toBe('index.handler');
  });

  it.each(Object.entries(HANDLERS))(
    '%s loads on its own and names what its environment lacks',
    async (_, path) => {
      const bundle = pathToFileURL(join(assetOf(app.get(path)), 'index.mjs')).href;
      const variables: Record<string, unknown> = app.get(path).Properties.Environment?.Variables ?? {};
      const names = Object.keys(variables);
      const known = (value: unknown) => (typeof value === 'string' ? value : '1');
      const env = Object.fromEntries(names.map((name) => [name, known(variables[name])]));
      const loader = ['--input-type=module', '-e', LOADER, bundle, ...names];
      const { stdout } = await run(process.execPath, loader, {
        cwd: outdir,
        env: { AWS_REGION: 'eu-central-1', ...env },
      });
      const { whole, ...lacking } = JSON.parse(stdout) as Record<string, string>;
      expect(whole).toBe('function');
      expect(lacking).toEqual(
        Object.fromEntries(names.map((name) => [name, expect.stringContaining(`"${name}"`)])),
      );
    },
  );
});

describe('the app', () => {
  it('refuses a stage that there is not, and says which there are', async () => {
    await expect(synthesize({ stage: 'qa' }, tmpdir())).rejects.toThrow(
      /there is no stage qa; there are dev, prod/,
    );
  });
});
