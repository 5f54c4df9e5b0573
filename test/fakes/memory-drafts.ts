import { newestFirst, type PolicyDrafts } from '../../adapters/policy-drafts.ts';
import type { PolicyDraft } from '../../domain/policy/policy-versions.ts';
import { copy, readable, sorted } from './plain.ts';

/** Drafts in the given object, by id; every call is one atomic read or write. */
export function memoryDrafts(data: Record<string, PolicyDraft>): PolicyDrafts {
  return {
    async put(draft) {
      if (data[draft.draftId] !== undefined) return false;
      data[draft.draftId] = copy(draft);
      return true;
    },
    read: async (draftId) => copy(data[draftId]),
    list: async (skipped) => copy(readable(sorted(data), skipped)).sort(newestFirst),
    async end(draftId, end) {
      const draft = data[draftId];
      if (draft?.state !== 'open') return false;
      data[draftId] = { ...draft, ...end };
      return true;
    },
  };
}
