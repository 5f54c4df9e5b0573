import { describe, expect, it } from 'vitest';
import { type Involved, mayApprove, mayRelease, type ReleasePath } from '../../../domain/policy/four-eyes.ts';

/** All earlier parts of a person who releases, requests or confirms. */
const PARTS = {
  nothing: {},
  'asked for the price': { askedBy: ['pat'] },
  'asked together with others': { askedBy: ['ann', 'pat'] },
  'wrote the policy': { policyBy: ['pat'] },
  'approved the policy': { policyBy: ['eva', 'pat'] },
  'asked for the release': { requestedBy: 'pat' },
  'asked for the price and for its release': { askedBy: ['pat'], requestedBy: 'pat' },
  'wrote the policy and asked for the release': { policyBy: ['pat'], requestedBy: 'pat' },
} satisfies Record<string, Partial<Involved>>;
const PATHS: ReleasePath[] = ['release', 'request', 'confirm'];
/** An id means the same person in any spelling. */
const SPELLINGS = ['pat', 'Pat', ' pat ', 'PAT', 'ｐａｔ', 'pat\u200b', 'p\u00adat', 'раt', '\u202epat'];

const involved = (part: Partial<Involved>): Involved => ({
  askedBy: [],
  policyBy: [],
  requestedBy: 'somebody else',
  ...part,
});
const isInvolved = ({ askedBy = [], policyBy = [] }: Partial<Involved>) =>
  [...askedBy, ...policyBy].includes('pat');

const cases = Object.entries(PARTS).flatMap(([name, part]) =>
  PATHS.flatMap((path) =>
    SPELLINGS.map((person) => ({
      name,
      path,
      person,
      part: part as Partial<Involved>,
      allowed:
        !isInvolved(part) && !(path === 'confirm' && (part as Partial<Involved>).requestedBy === 'pat'),
    })),
  ),
);

describe('four eyes', () => {
  it.each(cases)('who has $name ($person): $path is allowed: $allowed', ({ path, person, part, allowed }) => {
    const may = mayRelease(person, path, involved(part));

    if (allowed) expect(may).toBe(true);
    else expect(may).toMatch(/another person/);
  });

  it('lets nobody approve themselves on any path', () => {
    const selfApprovals = cases.filter(
      ({ name, path, person, part }) =>
        name !== 'nothing' &&
        (path === 'confirm' || part.requestedBy === undefined) &&
        mayRelease(person, path, involved(part)) === true,
    );

    expect(selfApprovals).toEqual([]);
  });

  it('lets a second person confirm, and only what somebody has asked for', () => {
    expect(mayRelease('cleo', 'confirm', involved({ requestedBy: 'ben' }))).toBe(true);
    expect(mayRelease('cleo', 'confirm', { askedBy: [], policyBy: [] })).toBe(
      'Nobody has asked for its release yet.',
    );
  });

  it.each(SPELLINGS)('lets nobody approve the draft that they wrote, as %s', (person) => {
    expect(mayApprove(person, { by: 'pat' })).toMatch(/another person/);
    expect(mayApprove('dana', { by: 'pat' })).toBe(true);
  });
});
