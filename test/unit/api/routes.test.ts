import { request } from 'node:http';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleApi } from '../../../api/app.ts';
import type { RouteName } from '../../../api/routes/index.ts';
import type { Role } from '../../../api/routes/session.ts';
import { ROWS, type RouteRow } from '../../../api/rows.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { toEnvelope } from '../../../domain/events/envelope.ts';
import { type HttpServer, listen } from '../../../local/http.ts';
import { draft } from '../../contract/drafts.contract.ts';
import { stepsOf } from '../../contract/reviews.contract.ts';
import { inventory, NOW, on, product, proposal, state } from '../domain/make.ts';
import { type Shop, shopWith, terms } from './support.ts';

const ROLES: Role[] = ['viewer', 'operator', 'reviewer', 'policy-owner', 'auditor'];
/** One person for each role, with this role and viewer only. */
const people = ROLES.map((role) => ({
  id: role,
  name: role,
  roles: [...new Set<Role>(role === 'viewer' ? [role] : ['viewer', role])],
}));

const dead = {
  eventId: 'e1',
  productId: 'SKU1',
  stage: 'PredictPrice',
  error: 'Broken',
  reason: 'Broken: out of order',
  deadLetteredAt: NOW,
  envelope: JSON.stringify({
    id: 'e1',
    source: 'inventory',
    'detail-type': 'InventoryChanged',
    time: NOW,
    detail: { productId: 'SKU1', stock: -1, sequence: 7, occurredAt: NOW },
  }),
};
const letter = { messageId: 'm1', body: JSON.stringify(dead), attributes: {} };

function shop(changes: Partial<Shop> = {}) {
  const decision = decide(on(), proposal(1_100));
  const row = {
    eventId: 'one',
    productId: 'SKU1',
    kind: 'inventory',
    acceptedAt: NOW,
    receivedAt: NOW,
    envelope: JSON.stringify(toEnvelope(inventory())),
    executions: ['arn:one'],
    decisions: {},
    outcome: 'priced' as const,
    revision: 2,
    closedAt: NOW,
    sweeps: 0,
    traces: {
      'one#0': { execution: 'one', from: 0, entries: [{ state: 'ReceiveEvent', entered: NOW, began: NOW }] },
    },
  };
  const made = shopWith({
    people,
    states: { SKU1: state() },
    ledger: {
      rows: { one: row, e1: { ...row, eventId: 'e1', outcome: 'dead-lettered' } },
      evidence: {
        'one#1': {
          eventId: 'one',
          productId: 'SKU1',
          context: 1,
          proposal: proposal(1_100),
          decision,
          judgedOn: { product: product(), state: state(), policy: decision.policy },
        },
      },
    },
    reviews: { steps: { one: stepsOf('one', [], { context: 1 }) } },
    drafts: { d1: draft('d1') },
    queues: { 'dead-letters': [letter] },
    letters: { 'dead-letters': { letters: [letter] }, undelivered: { letters: [] } },
    ...changes,
  });
  made.deps.executions.start = async (envelope) => {
    made.shop.started.push(envelope);
    const eventId = String(envelope['id']);
    made.shop.ledger.rows[eventId] = { ...row, eventId };
    return 'arn:new';
  };
  return made;
}

/** A request for each route that makes it succeed. */
const ASKED: { [Name in RouteName]?: { path?: string; body?: unknown } } = {
  'GET /events/:id': { path: '/events/one' },
  'GET /events/:id/trace': { path: '/events/one/trace' },
  'GET /events/:id/judged-again': { path: '/events/one/judged-again' },
  'POST /events/:id/what-if': { path: '/events/one/what-if', body: { terms: terms() } },
  'GET /events/:a/compare/:b': { path: '/events/one/compare/one' },
  'GET /dead-letters/:id': { path: '/dead-letters/m1' },
  'POST /products': { body: { products: [{ productId: 'NEW1' }] } },
  'POST /products/baselines': { body: { baselines: [{ productId: 'SKU1', unitsPerHour: 9 }] } },
  'POST /reprice': { body: { all: true } },
  'POST /sequence-reset': { body: { productId: 'SKU1' } },
  'POST /standing': { body: { policyId: 'default', kind: 'live', why: 'checked' } },
  'POST /demand-reset': { body: { productId: 'SKU1' } },
  'POST /policies/check': { body: {} },
  // A further version of an existing policy needs two people.
  'PUT /policies/:id': { path: '/policies/new', body: terms({ policyId: 'new' }) },
  // A pause works without the audit log.
  'POST /policies/:id/mode': { path: '/policies/default/mode', body: { mode: 'shadow' } },
  'POST /resume': { body: { policyId: 'default' } },
  'POST /rollback': { body: { since: NOW } },
  'POST /dead-letters/redrive': { body: { all: true } },
  'POST /dead-letters/:id/redrive-edited': {
    path: '/dead-letters/m1/redrive-edited',
    body: { detail: { productId: 'SKU1', stock: 1, sequence: 7, occurredAt: NOW }, why: 'it was negative' },
  },
  'GET /reviews/:id': { path: '/reviews/one' },
  'POST /reviews/decide-many': { body: { ids: ['one'], kind: 'uphold', reasonCode: 'other', text: 'no' } },
  'POST /reviews/:id/take': { path: '/reviews/one/take' },
  'POST /reviews/:id/give-back': { path: '/reviews/one/give-back' },
  'POST /reviews/:id/decide': {
    path: '/reviews/one/decide',
    body: { kind: 'uphold', reasonCode: 'other', text: 'no' },
  },
  'POST /reviews/:id/confirm': { path: '/reviews/one/confirm', body: { text: 'yes' } },
  'POST /reviews/:id/refuse': { path: '/reviews/one/refuse', body: { text: 'no' } },
  'GET /policies/:id/versions': { path: '/policies/default/versions' },
  'POST /policies/what-if': { body: { terms: terms() } },
  'POST /policy-drafts': { body: { terms: terms(), why: 'to see' } },
  'POST /policy-drafts/:id/approve': { path: '/policy-drafts/d1/approve' },
  'POST /policy-drafts/:id/withdraw': { path: '/policy-drafts/d1/withdraw' },
  'GET /reports/price-at': { path: '/reports/price-at?product=SKU1' },
  'GET /reports/price-reduction': { path: '/reports/price-reduction?product=SKU1' },
  'GET /reports/decision/:eventId': { path: '/reports/decision/one' },
  'POST /cache/rebuild': { body: {} },
  'POST /archive/reconcile': { body: { since: NOW } },
};

let server: HttpServer;
beforeAll(async () => {
  server = await listen(0);
});
afterAll(() => server.stop());

interface Answered {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

/** Sends a request over HTTP to the stack's server. */
function ask(row: RouteRow, api: Hono, headers: Record<string, string>): Promise<Answered> {
  server.serve(new Hono().route('/api', api));
  const { path = row.path.replaceAll(/:\w+/g, 'SKU1'), body } = ASKED[row.name] ?? {};
  const { port } = new URL(server.url);
  return new Promise((done, failed) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        method: row.method,
        path: `/api${path}`,
        headers: { host: `127.0.0.1:${port}`, 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          done({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
        );
      },
    ).on('error', failed);
    sent.end(row.method === 'GET' ? undefined : JSON.stringify(body ?? {}));
  });
}

const as = (person: string): Record<string, string> => ({
  'x-pricewire-person': person,
  'x-pricewire-client': 'console',
});
const sufficient = ({ role }: RouteRow): Role[] => (role === 'anyone' ? ROLES : ([role].flat() as Role[]));
const allowed = (row: RouteRow): string => sufficient(row)[0] ?? 'viewer';
const snapshot = ({ audited: _, ...data }: Shop): string => JSON.stringify(data);

describe.each(ROWS.map((row) => ({ name: row.name, row })))('$name', ({ row }) => {
  async function expectRefused(
    status: number,
    headers: Record<string, string>,
    by: 'api' | 'server' = 'api',
  ): Promise<void> {
    const { shop: data, api } = shop();
    const before = snapshot(data);
    expect((await ask(row, api, { ...as(allowed(row)), ...headers })).status).toBe(status);
    expect(snapshot(data)).toBe(before);
    // The API records refused changes; the stack records requests that its server refuses before the API.
    const told = by === 'api' && status === 403 && row.effect === 'write';
    expect(data.audited).toEqual(told ? [expect.stringMatching(/^\S+ request\.refused /)] : []);
  }

  it('is not there under another name of this machine', () =>
    expectRefused(421, { host: 'pricewire.example' }));

  it('refuses pages of other origins', () => expectRefused(403, { origin: 'http://127.0.0.1:1' }, 'server'));

  it.each(['cross-site', 'same-site'])('refuses requests that a %s page made', (site) =>
    expectRefused(403, { 'sec-fetch-site': site }, 'server'),
  );

  it('refuses a page that says it is the command line', () =>
    expectRefused(403, { 'sec-fetch-site': 'same-origin', 'x-pricewire-client': 'cli' }));

  it('refuses everybody without its role', async () => {
    for (const role of ROLES.filter((each) => row.role !== 'anyone' && !sufficient(row).includes(each)))
      if (!sufficient(row).includes('viewer')) await expectRefused(403, as(role));
  });

  if (row.role !== 'anyone')
    it('refuses who does not say who they are, and who is in no list', async () => {
      await expectRefused(403, as('nobody-here'));
      const { shop: data, api } = shop();
      const before = snapshot(data);
      expect((await ask(row, api, {})).status).toBe(401);
      expect(snapshot(data)).toBe(before);
      expect(data.audited).toEqual([]);
    });

  it('lets through who has its role, from its own page', async () => {
    for (const role of sufficient(row)) {
      const { api } = shop();
      const own = { origin: server.url, 'sec-fetch-site': 'same-origin' };
      const { status, headers, body } = await ask(row, api, { ...as(role), ...own });
      expect([401, 403, 421, 500], body).not.toContain(status);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  if (row.audit !== undefined && row.audit !== 'own')
    it('is in the audit log with who asked, and not done where that can not be written', async () => {
      const { shop: data, api } = shop();
      const answer = await ask(row, api, as(allowed(row)));
      expect(answer.status, answer.body).toBe(200);
      expect(data.audited[0]).toMatch(new RegExp(`^${allowed(row)} ${row.audit} `));

      const down = shop({ auditDown: true });
      const before = snapshot(down.shop);
      expect((await ask(row, down.api, as(allowed(row)))).status).toBe(503);
      expect(snapshot(down.shop)).toBe(before);
    });
});

it('there is no way to ask for the rights of other origins', async () => {
  const { api } = shop();
  const answer = await api.request('/live', {
    method: 'OPTIONS',
    headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
  });
  expect(answer.status).toBe(404);
  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
});

it('has the routes of the table and no other', () => {
  const registered = consoleApi(shop().deps).routes.filter(({ method }) => method !== 'ALL');
  expect(new Set(registered.map(({ method, path }) => `${method} ${path}`))).toEqual(
    new Set(ROWS.map(({ name }) => name)),
  );
});
