import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cacheTokens } from '../../adapters/cache-login.ts';
import { tables } from '../../tasks/handlers/clients.ts';

const NOW = new Date('2026-11-25T12:30:45Z');
const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'a+secret/key',
  sessionToken: 'a/session+token==',
};
const { sha256 } = tables().config;

const tokens = (over: Partial<Parameters<typeof cacheTokens>[0]> = {}) =>
  cacheTokens({
    cacheName: 'pricewire-cache',
    user: 'pricewire-prod-publish',
    aws: { credentials: CREDENTIALS, region: 'eu-central-1', sha256 },
    now: () => NOW,
    ...over,
  });

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
// RFC 3986 encoding, which signatures require.
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);

/** The signature of a presigned request, implemented again from the description of Signature Version 4. */
function signatureOf(host: string, query: URLSearchParams): string {
  const parameters = [...query].filter(([name]) => name !== 'X-Amz-Signature');
  const canonicalQuery = parameters
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const canonical = ['GET', '/', canonicalQuery, `host:${host}\n`, 'host', hash('')].join('\n');
  const scope = '20261125/eu-central-1/elasticache/aws4_request';
  const toSign = ['AWS4-HMAC-SHA256', '20261125T123045Z', scope, hash(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>((signed, part) => hmac(signed, part), `AWS4${CREDENTIALS.secretAccessKey}`);
  return hmac(key, toSign).toString('hex');
}

describe('the token of a cache login', () => {
  it('is a signed request to connect as the user, without its scheme', async () => {
    const [host, rest = ''] = (await tokens()()).split('/?');
    const query = new URLSearchParams(rest);

    expect(host).toBe('pricewire-cache');
    expect(Object.fromEntries(query)).toEqual({
      Action: 'connect',
      User: 'pricewire-prod-publish',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIDEXAMPLE/20261125/eu-central-1/elasticache/aws4_request',
      'X-Amz-Date': '20261125T123045Z',
      'X-Amz-Expires': '900',
      'X-Amz-Security-Token': CREDENTIALS.sessionToken,
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': signatureOf('pricewire-cache', query),
    });
  });

  it('names the cache in lower case, as ElastiCache does', async () => {
    expect(await tokens({ cacheName: 'Pri1ABCDEF' })()).toMatch(/^pri1abcdef\/\?/);
  });

  it('is another one a second later, with the credentials of that time', async () => {
    const clock = [NOW, new Date(NOW.getTime() + 1000)];
    const keys = ['AKIDFIRST', 'AKIDSECOND'];
    const newToken = tokens({
      now: () => clock.shift() ?? NOW,
      aws: {
        credentials: async () => ({
          ...CREDENTIALS,
          accessKeyId: keys.shift() ?? '',
          expiration: new Date(0),
        }),
        region: async () => 'eu-central-1',
        sha256,
      },
    });
    const [first, second] = [await newToken(), await newToken()];
    expect(first).toContain('AKIDFIRST');
    expect(second).toContain('AKIDSECOND');
    expect(second).toContain('20261125T123046Z');
  });
});
