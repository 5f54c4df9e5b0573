import { describe, expect, it } from 'vitest';
import { type Desk, desk } from './desk.ts';
import { terms } from './support.ts';

const draft = { terms: terms({ repriceAfterMinutes: 45 }), why: 'prices stood for too long' };

async function drafted(): Promise<Desk & { path: string; draftId: string }> {
  const shop = desk();
  const { body } = await shop.as('eva', 'POST', '/policy-drafts', draft);
  return { ...shop, draftId: body.draftId, path: `/policy-drafts/${body.draftId}` };
}
const inForce = ({ shop }: Desk) => shop.policies['default']?.current?.version;

describe('a draft', () => {
  it('changes nothing by itself, and says who may approve it', async () => {
    const made = await drafted();

    expect(inForce(made)).toBe(1);
    expect((await made.as('eva', 'GET', '/policy-drafts')).body.drafts).toMatchObject([
      {
        ...draft,
        policyId: 'default',
        basedOn: 1,
        by: 'eva',
        state: 'open',
        mayApprove: expect.stringContaining('another person'),
      },
    ]);
    expect((await made.as('dana', 'GET', '/policy-drafts?policy=default')).body.drafts[0].mayApprove).toBe(
      true,
    );
    expect((await made.as('dana', 'GET', '/policy-drafts?policy=other')).body.drafts).toEqual([]);
    expect(made.shop.audited).toEqual(['eva policy.draft policy default']);
  });

  it('goes live by a second person, and its products are judged by it', async () => {
    const made = await drafted();

    const { body } = await made.as('dana', 'POST', `${made.path}/approve`);

    expect(body).toMatchObject({ state: 'live', approvedBy: 'dana', version: 2 });
    expect(inForce(made)).toBe(2);
    expect(made.shop.events.map(({ kind }) => kind)).toEqual(['reprice', 'reprice']);
    expect((await made.as('ann', 'GET', '/policies/default/versions')).body).toEqual({
      policyId: 'default',
      inForce: 2,
      versions: [
        { version: 2, by: 'eva', approvedBy: 'dana', putAt: expect.any(String), why: draft.why },
        { version: 1 },
      ],
    });
    expect(made.shop.audited.at(-1)).toBe('dana policy.approve policy default');
  });

  it('does not go live by who wrote it', async () => {
    const made = await drafted();

    const { status, body } = await made.as('eva', 'POST', `${made.path}/approve`);

    expect([status, body.detail]).toEqual([403, expect.stringContaining('another person')]);
    expect(inForce(made)).toBe(1);
  });

  it('does not go live where the audit log can not be written', async () => {
    const made = await drafted();
    made.shop.auditDown = true;

    expect((await made.as('dana', 'POST', `${made.path}/approve`)).status).toBe(503);
    expect(inForce(made)).toBe(1);
  });

  it('goes live once, whoever presses at once', async () => {
    const made = await drafted();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => made.as('dana', 'POST', `${made.path}/approve`)),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(inForce(made)).toBe(2);
  });

  it('does not replace a version that its writer has not seen', async () => {
    const made = await drafted();
    await made.deps.catalog.putPolicy(terms({ repriceAfterMinutes: 60 }));

    const { status, body } = await made.as('dana', 'POST', `${made.path}/approve`);

    expect([status, body.detail]).toEqual([409, expect.stringContaining('write a new draft')]);
    expect(inForce(made)).toBe(2);
  });

  it('is live where whoever approved it died before they noted it', async () => {
    const made = await drafted();
    const { end } = made.deps.drafts;
    made.deps.drafts.end = () => Promise.reject(new Error('died'));
    expect((await made.as('dana', 'POST', `${made.path}/approve`)).status).toBe(500);
    made.deps.drafts.end = end;

    expect((await made.as('dana', 'GET', '/policy-drafts')).body.drafts).toMatchObject([
      { state: 'live', approvedBy: 'dana', version: 2 },
    ]);
    expect((await made.as('dana', 'POST', `${made.path}/approve`)).status).toBe(409);
  });

  it('can be withdrawn, and is dead then', async () => {
    const made = await drafted();

    expect((await made.as('eva', 'POST', `${made.path}/withdraw`)).body.state).toBe('withdrawn');
    for (const path of ['approve', 'withdraw'])
      expect((await made.as('dana', 'POST', `${made.path}/${path}`)).status).toBe(409);
    expect(inForce(made)).toBe(1);
  });

  it.each([
    ['terms that are none', { ...draft, terms: { policyId: 'default' } }],
    ['no reason', { terms: draft.terms }],
    ['fields of its own', { ...draft, by: 'dana' }],
  ])('is refused with %s', async (_, body) => {
    const shop = desk();

    expect((await shop.as('eva', 'POST', '/policy-drafts', body)).status).toBe(400);
    expect(shop.shop.drafts).toEqual({});
  });

  it('is unknown where there is none', async () => {
    expect((await desk().as('dana', 'POST', '/policy-drafts/none/approve')).status).toBe(404);
  });
});

describe('a version put directly', () => {
  it('is refused from the page for a policy that is there', async () => {
    const shop = desk();

    for (const query of ['', '?breakGlass=true&why=now'])
      expect((await shop.as('dana', 'PUT', `/policies/default${query}`, draft.terms)).status).toBe(409);
    expect(inForce(shop)).toBe(1);
  });

  it('is taken for a new policy, with the name of who put it', async () => {
    const shop = desk();
    const first = { ...draft.terms, policyId: 'new' };

    expect((await shop.as('dana', 'PUT', '/policies/new', first)).status).toBe(200);
    expect(shop.shop.policies['new']?.notes?.[1]).toMatchObject({ by: 'dana' });
  });
});
