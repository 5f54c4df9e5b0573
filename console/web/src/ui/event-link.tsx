import { Link } from 'react-router';
import { apiPath } from '../api/client.ts';

/** A link to an event's trace, with a short id; the tooltip has the full id. */
export const EventLink = ({ id, whole = false }: { id: string; whole?: boolean }) => (
  <Link to={apiPath`/events/${id}`} className="mono" title={id}>
    {whole ? id : shortId(id)}
  </Link>
);

/** The beginning of an id, mostly unique. A word in front, such as `redrive-`, says nothing of which event it is. */
export const shortId = (id: string): string =>
  id.length > 12 ? id.replace(/^((?:[a-z]+-)*.{8}).+$/, '$1…') : id;
