import { describe, expect, it } from 'vitest';
import { LOCKED } from '../../infra/constructs/cache-users.ts';
import { type Resource, synth } from './synth.ts';

const APPS = { dev: await synth('dev'), prod: await synth('prod') };

const SECRET = /secret|password|passwd|token|credential|private.?key|api.?key/i;

/** Parts of a resource that are or request a secret: by name, or by the form of the value. */
function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') {
    const speaks = /:\/\/[^/@\s]*:[^/@\s]+@|\{\{resolve:|AKIA[0-9A-Z]{16}|-----BEGIN/.test(value);
    return speaks || SECRET.test(name) ? [`${name}: ${value}`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => secretsIn(each, Array.isArray(value) ? name : key));
}

describe.each(Object.entries(APPS))('what is deployed in %s', (_, app) => {
  // The password of a user that is off is no secret; Valkey requires one.
  const isLocked = ({ Type, Properties }: Resource) =>
    Type === 'AWS::ElastiCache::User' && Properties.AccessString === LOCKED;
  const resourceSecrets = (each: Resource) => (isLocked(each) ? [] : secretsIn(app.read(each.Properties)));

  it('contains and requests no secret: the cache accepts IAM roles, and nothing else needs one', () => {
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
])('finds a secret: %j', (properties) => {
  expect(secretsIn(properties)).toHaveLength(1);
});
