import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { domainHash } from '../../adapters/domain-hash.ts';
import { type Bundled, bundledIn, runBare, synthesize } from '../../lab/bench/bundles/bundled.ts';
import { RedisServer, withoutRedisServer } from '../contract/redis-server.ts';
import { SAMPLE_CALLS } from './sample-calls.ts';
import { asItem, type StubAws, stubAws } from './stub-aws.ts';

const WITH_REDIS = Object.entries(SAMPLE_CALLS).flatMap(([path, { payload, withRedis }]) =>
  withRedis ? [[path, { payload, withRedis }] as const] : [],
);
const HANDLERS = ['tasks/handlers', 'upkeep/handlers'];
const LARGEST = 1_000_000;

// Loads the bundle with its environment, then once without each variable, and prints the results.
const LOAD = `
import { pathToFileURL } from 'node:url';
const [file, ...names] = process.argv.slice(1);
const url = pathToFileURL(file).href;
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

// Calls the handler once, as Lambda does, and prints the result. The handler's own lines go elsewhere.
const CALL = `
import { pathToFileURL } from 'node:url';
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
const [file, payload] = process.argv.slice(1);
const { handler } = await import(pathToFileURL(file).href);
const context = { invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:sample:1' };
const found = await handler(JSON.parse(payload), context).then(
  (answer) => ({ answer: answer ?? null }),
  (error) => ({ error: error.name, message: error.message }),
);
write(JSON.stringify(found), () => process.exit());
`;

describe('the bundles', () => {
  let outdir: string;
  let functions: Map<string, Bundled>;
  let aws: StubAws;

  beforeAll(async () => {
    // Outside the repository, where node_modules can't provide a missing package.
    outdir = await mkdtemp(join(tmpdir(), 'bundles-'));
    await synthesize('dev', outdir);
    functions = await bundledIn(outdir);
    aws = await stubAws();
  });
  afterAll(async () => {
    await aws.stop();
    await rm(outdir, { recursive: true, force: true });
  });

  const bundled = (path: string): Bundled => {
    const found = functions.get(path);
    if (found === undefined) throw new Error(`there is no function ${path}, but ${[...functions.keys()]}`);
    return found;
  };

  it('are those of the sample calls, one for each task, each function of the upkeep, and the storefront', async () => {
    expect([...functions.keys()].sort()).toEqual(Object.keys(SAMPLE_CALLS).sort());
    const files = (
      await Promise.all(
        HANDLERS.map(async (folder) => (await readdir(folder)).map((file) => `${folder}/${file}`)),
      )
    ).flat();
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    const entries = files.filter((_, at) => texts[at]?.includes('export const handler'));
    expect(
      Object.values(SAMPLE_CALLS)
        .map(({ entry }) => entry)
        .sort(),
    ).toEqual([...entries, 'storefront/lambda.ts'].sort());
  });

  it('keep the hash of the sources, which are not at hand there', async () => {
    const text = await readFile(bundled('Tasks/Commit').file, 'utf8');
    expect([text.includes(domainHash()), text.includes('globSync')]).toEqual([true, false]);
  });

  describe.each(Object.entries(SAMPLE_CALLS))('%s', (path, { entry, payload, expected, asks }) => {
    it('is a bundle of its own file', async () => {
      const { file, handler } = bundled(path);
      const map = JSON.parse(await readFile(`${file}.map`, 'utf8'));
      const entries = Object.values(SAMPLE_CALLS).map((each) => each.entry);
      expect(
        entries.filter((each) => (map.sources as string[]).some((source) => source.endsWith(each))),
      ).toEqual([entry]);
      expect(handler).toBe('index.handler');
    });

    it('contains no package with an install script', async () => {
      const { packages } = JSON.parse(
        await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8'),
      );
      const wanting = Object.keys(packages).filter((name) => packages[name].hasInstallScript);
      const { sources } = JSON.parse(await readFile(`${bundled(path).file}.map`, 'utf8'));
      const held = (sources as string[]).filter((source) =>
        wanting.some((name) => source.includes(`${name}/`)),
      );
      expect(wanting).not.toEqual([]);
      expect(held).toEqual([]);
    });

    it('is smaller than a megabyte, with its SDK clients', () => {
      expect(bundled(path).bytes).toBeLessThan(LARGEST);
    });

    it('loads on its own, and names each missing environment variable', async () => {
      const { environment, ...rest } = bundled(path);
      const names = Object.keys(environment);
      const { whole, ...lacking } = JSON.parse(
        await runBare({ environment, ...rest }, LOAD, environment, ...names),
      );
      expect(whole).toBe('function');
      expect(lacking).toEqual(
        Object.fromEntries(names.map((name) => [name, expect.stringContaining(`"${name}"`)])),
      );
    });

    it('does its work in a process without node_modules', async () => {
      const { environment } = bundled(path);
      aws.asked.length = 0;
      const stdout = await runBare(
        bundled(path),
        CALL,
        { ...environment, AWS_ENDPOINT_URL: aws.url },
        JSON.stringify(payload),
      );
      expect(JSON.parse(stdout)).toMatchObject(expected);
      expect([...new Set(aws.asked)].sort()).toEqual([...asks].sort());
    });
  });

  it('that use Redis are all called with a Redis that answers', () => {
    const talking = [...functions.values()].filter(({ environment }) => 'REDIS_URL' in environment);
    expect(talking.map(({ path }) => path).sort()).toEqual(WITH_REDIS.map(([path]) => path).sort());
  });

  describe.skipIf(withoutRedisServer)('with a Redis that answers', () => {
    let server: RedisServer;
    let redis: Redis;
    beforeAll(async () => {
      server = await RedisServer.start();
      redis = await server.connected();
    });
    afterAll(async () => {
      redis.disconnect();
      await server.stop();
    });
    beforeEach(() => redis.flushall());
    afterEach(() => {
      aws.answers = {};
    });

    /** Redis commands since the last reset of the counts. */
    const taken = async (): Promise<string[]> =>
      [...(await redis.info('commandstats')).matchAll(/cmdstat_(\w+):/g)]
        .flatMap(([, name = '']) => (name === 'info' ? [] : [name]))
        .sort();

    it.each(WITH_REDIS)('%s does its work', async (path, { payload, withRedis }) => {
      const { environment } = bundled(path);
      if (withRedis.found) aws.answers['GetItem'] = { Item: asItem(withRedis.found) };
      await redis.config('RESETSTAT');
      const stdout = await runBare(
        bundled(path),
        CALL,
        { ...environment, AWS_ENDPOINT_URL: aws.url, REDIS_URL: `redis://127.0.0.1:${server.port}` },
        JSON.stringify(payload),
      );
      expect(JSON.parse(stdout)).toMatchObject({ answer: withRedis.answer });
      expect(await taken()).toEqual(withRedis.commands);
    });
  });
});

describe('the app', () => {
  it('refuses an unknown stage, and lists the stages', async () => {
    await expect(synthesize('qa', tmpdir())).rejects.toThrow(/there is no stage qa; there are dev, prod/);
  });
});
