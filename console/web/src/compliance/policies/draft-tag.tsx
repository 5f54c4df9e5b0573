import type { Draft } from '../../../../../api/routes/policy-drafts.ts';
import { Tag } from '../shared/tag.tsx';

/** The state of a draft. */
export function DraftTag({ draft: { state, version } }: { draft: Draft }) {
  if (state === 'open') return <Tag tone="warn">waits for a second person</Tag>;
  if (state === 'live') return <Tag tone="good">live as version {version}</Tag>;
  return <Tag tone="quiet">withdrawn</Tag>;
}
