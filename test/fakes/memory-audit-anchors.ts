import type { AuditAnchors } from '../../adapters/audit-anchor.ts';
import type { AuditAnchor } from '../../domain/people/audit.ts';
import { copy } from './plain.ts';

export interface AnchorData {
  anchor?: AuditAnchor | undefined;
}

/** Anchors in the given object; every call is one atomic read or write. */
export const memoryAuditAnchors = (data: AnchorData = {}): AuditAnchors => ({
  read: async () => copy(data.anchor),

  async begin(anchor) {
    if (data.anchor !== undefined) return false;
    data.anchor = copy(anchor);
    return true;
  },

  async raise(anchor) {
    if (data.anchor === undefined || data.anchor.count >= anchor.count) return false;
    data.anchor = copy(anchor);
    return true;
  },
});
