import { Link } from 'react-router';
import type { AuditEntry } from '../../../../../api/routes/audit.ts';
import { apiPath } from '../../api/client.ts';
import { shortId } from '../../ui/event-link.tsx';

/** The subject of an entry, with a link if it has a page. */
export function SubjectLink({ subject: { kind, id } }: { subject: AuditEntry['subject'] }) {
  const to = placeOf(kind, id);
  return (
    <span title={id}>
      <span className="muted">{kind}</span>{' '}
      {to === undefined ? shortId(id) : <Link to={to}>{shortId(id)}</Link>}
    </span>
  );
}

function placeOf(kind: string, id: string): string | undefined {
  if (kind === 'review') return apiPath`/reviews/${id}`;
  if (kind === 'event') return apiPath`/events/${id}`;
  if (kind === 'policy') return apiPath`/policies/${id}`;
  if (kind === 'product') return apiPath`/products/${id}`;
  return undefined;
}
