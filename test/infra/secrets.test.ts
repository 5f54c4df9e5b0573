import { describe, expect, it } from 'vitest';
import { synth } from './synth.ts';

const APPS = { dev: await synth('dev'), prod: await synth('prod') };

const SECRET = /secret|password|passwd|token|credential|private.?key|api.?key/i;

/** What of a resource is, or asks for, a secret: as a name with its value, or as a value that speaks for itself. */
function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') {
    const speaks = /:\/\/[^/@\s]*:[^/@\s]+@|\{\{resolve:|AKIA[0-9A-Z]{16}|-----BEGIN/.test(value);
    return speaks || SECRET.test(name) ? [`${name}: ${value}`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => secretsIn(each, Array.isArray(value) ? name : key));
}

describe.each(Object.entries(APPS))('what is deployed in %s', (_, app) => {
  const resourceSecrets = ({ Properties }: { Properties: unknown }) => secretsIn(app.read(Properties));

  it('holds no secret, and asks for none: the cache lets roles in, and nothing else needs one', () => {
    const found = app.types().flatMap((type) => Object.values(app.all(type)).flatMap(resourceSecrets));
    expect(found).toEqual([]);
    expect(app.types().filter((type) => type.startsWith('AWS::SecretsManager'))).toEqual([]);
  });

  it('logs in to the cache under a name, over TLS, without a password', () => {
    const urls = Object.values(app.all('AWS::Lambda::Function')).flatMap(
      ({ Properties }) => Properties.Environment?.Variables?.REDIS_URL ?? [],
    );
    expect(urls.length).toBeGreaterThan(3);
    for (const url of urls) expect(app.read(url)).toMatch(/^rediss:\/\/pricewire-[\w-]+@[^@]+$/);
  });
});

it.each([
  [{ REDIS_URL: 'rediss://user:hunter2@cache' }],
  [{ Environment: { Variables: { MODEL_API_KEY: 'x' } } }],
  [{ AuthToken: 'x' }],
  [{ Value: '{{resolve:secretsmanager:cache}}' }],
  [{ UserData: ['AKIAABCDEFGHIJKLMNOP'] }],
])('a secret would be found: %j', (properties) => {
  expect(secretsIn(properties)).toHaveLength(1);
});
