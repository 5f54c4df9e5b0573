import { expect, it } from 'vitest';
import type { DraftEnd, PolicyDrafts } from '../../adapters/policy-drafts.ts';
import type { PolicyDraft } from '../../domain/policy/policy-versions.ts';
import { at, terms } from './samples.ts';

export const draft = (draftId: string, changes: Partial<PolicyDraft> = {}): PolicyDraft => ({
  draftId,
  terms: terms('default', 45),
  basedOn: 1,
  by: 'eva',
  at: at(0),
  why: 'wider band',
  state: 'open',
  ...changes,
});

const live = (approvedBy: string): DraftEnd => ({
  state: 'live',
  approvedBy,
  decidedAt: at(5),
  version: 2,
});

/** Contract of every store of drafts. `open` creates an empty one. */
export function draftsContract(open: () => Promise<PolicyDrafts>): void {
  it('knows no draft that was not put', async () => {
    const drafts = await open();

    expect(await drafts.read('d1')).toBeUndefined();
    expect(await drafts.list()).toEqual([]);
  });

  it('keeps drafts as they were put, and lists the newest first', async () => {
    const drafts = await open();
    for (const [id, minute] of [
      ['b', 2],
      ['a', 1],
      ['c', 3],
    ] as const)
      expect(await drafts.put(draft(id, { at: at(minute) }))).toBe(true);

    expect(await drafts.read('b')).toEqual(draft('b', { at: at(2) }));
    expect((await drafts.list()).map(({ draftId }) => draftId)).toEqual(['c', 'b', 'a']);
  });

  it('never replaces a draft', async () => {
    const drafts = await open();
    await drafts.put(draft('d1'));

    expect(await drafts.put(draft('d1', { by: 'dana' }))).toBe(false);
    expect(await drafts.read('d1')).toEqual(draft('d1'));
  });

  it('ends a draft once, with concurrent callers', async () => {
    const drafts = await open();
    await drafts.put(draft('d1'));
    const people = Array.from({ length: 20 }, (_, each) => `person-${each}`);

    const ended = await Promise.all(people.map((person) => drafts.end('d1', live(person))));

    expect(ended.filter((each) => each)).toHaveLength(1);
    expect(await drafts.read('d1')).toEqual({ ...draft('d1'), ...live(`person-${ended.indexOf(true)}`) });
    expect(await drafts.end('d1', { state: 'withdrawn', decidedAt: at(6) })).toBe(false);
  });

  it('does not end a missing draft', async () => {
    expect(await (await open()).end('d1', live('dana'))).toBe(false);
  });
}
