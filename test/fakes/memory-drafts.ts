import { newestFirst, type PolicyDraft, type PolicyDrafts } from '../../adapters/policy-drafts.ts';
import { copy, sorted } from './plain.ts';

/** Drafts in the object given, by their id; every call is one atomic read or write of it. */
export function memoryDrafts(data: Record<string, PolicyDraft>): PolicyDrafts {
  return {
    async put(draft) {
      if (data[draft.draftId] !== undefined) return false;
      data[draft.draftId] = copy(draft);
      return true;
    },
    read: async (draftId) => copy(data[draftId]),
    list: async () => copy(sorted(data)).sort(newestFirst),
    async end(draftId, end) {
      const draft = data[draftId];
      if (draft?.state !== 'open') return false;
      data[draftId] = { ...draft, ...end };
      return true;
    },
  };
}
