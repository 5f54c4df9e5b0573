import { describe, expect, it } from 'vitest';
import { spoil } from '../../fakes/plain.ts';
import { inForce, product, release, rollback, state } from '../domain/make.ts';
import { CAREFUL, type Desk, desk, PEOPLE } from './desk.ts';
import { terms } from './support.ts';

const RELEASE = { kind: 'release', reasonCode: 'price-is-right', text: 'agreed with the shop' };
const SECOND = { text: 'I agree' };
/** A release below this needs one person, above it two. */
const SMALL = { secondPersonAbove: { changePercent: 100 } };

/** The earlier parts that somebody may have had in the price; `pat` stands for them. */
const PARTS: Record<string, { asked?: 'rollback' | 'release'; policy?: 'by' | 'approvedBy'; first?: true }> =
  {
    nothing: {},
    'asked for it by a rollback': { asked: 'rollback' },
    'asked for it by a release': { asked: 'release' },
    'wrote the policy': { policy: 'by' },
    'approved the policy': { policy: 'approvedBy' },
    'asked for the release': { first: true },
    'wrote the policy and asked for the release': { policy: 'by', first: true },
  };

const people = [...PEOPLE, { id: 'pat', name: 'Pat', roles: PEOPLE.flatMap(({ roles }) => roles) }];

/** A rejection in which `pat` had this part. */
async function rejected(part: (typeof PARTS)[string], takesTwo: boolean): Promise<Desk> {
  const policy = terms({ ...CAREFUL, ...(takesTwo ? {} : { review: SMALL }) });
  const notes: Record<string, { by?: string; approvedBy?: string }> = part.policy
    ? { 1: { by: 'eva', approvedBy: 'dana', [part.policy]: 'pat' } }
    : {};
  const shop = desk({
    people,
    policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: policy }, notes } },
    states: { SKU1: state({ price: inForce(1_000) }) },
  });
  if (part.asked === undefined) await shop.rejects('e1');
  else {
    // Without a known floor no order is allowed either.
    shop.shop.products['SKU1'] = product({ unitCost: undefined });
    const event = { rollback, release }[part.asked](1_600, { eventId: 'e1' });
    await shop.happens(event, undefined, { by: 'pat' });
    shop.shop.products['SKU1'] = product();
  }
  await shop.as('cleo', 'GET', '/reviews');
  return shop;
}

const PATHS = ['release', 'request', 'confirm'] as const;
const cases = Object.keys(PARTS).flatMap((part) => PATHS.map((path) => ({ part, path })));

async function tryPath(
  { as, shop }: Desk,
  path: (typeof PATHS)[number],
  first: string,
): Promise<{ status: number; released: boolean }> {
  if (path === 'confirm' || first === 'pat') {
    const asked = await as(first, 'POST', '/reviews/e1/decide', RELEASE);
    if (asked.status !== 200) return { status: asked.status, released: shop.events.length > 0 };
  }
  const [way, body] = path === 'confirm' ? (['confirm', SECOND] as const) : (['decide', RELEASE] as const);
  const { status } = await as('pat', 'POST', `/reviews/e1/${way}`, body);
  return { status, released: shop.events.length > 0 };
}

describe('who had a part in a price', () => {
  it.each(cases)('$part: $path is let through only if it is another person', async ({ part: name, path }) => {
    const part = PARTS[name] ?? {};
    const shop = await rejected(part, path !== 'release' || part.first === true);
    const first = part.first ? 'pat' : 'cleo';

    const { status, released } = await tryPath(shop, path, first);

    const mayNot = part.asked !== undefined || part.policy !== undefined;
    if (name === 'nothing') {
      expect(status).toBe(200);
      expect(released).toBe(path !== 'request');
    } else {
      expect(released).toBe(false);
      // A person who requests a release twice has to wait for another one; everything else is a lack of rights.
      expect(status).toBe(!mayNot && path !== 'confirm' ? 409 : 403);
    }
  });

  it.each(PATHS)(
    'is not known where the author of the policy cannot be read: %s is not let through',
    async (path) => {
      const shop = await rejected({ policy: 'by' }, path !== 'release');
      spoil(shop.shop.policies['default']?.notes ?? {}, '1', 'catalog', 'by: is missing');

      expect(await tryPath(shop, path, 'cleo')).toEqual({ status: 500, released: false });
    },
  );
});
