import { Link } from 'react-router';
import { apiPath } from '../api/client.ts';

/** A link to a product's page; a dash for an unknown product. */
export const ProductLink = ({ id, name }: { id: string | undefined; name?: string }) =>
  id === undefined ? (
    <span className="muted">–</span>
  ) : (
    <Link to={apiPath`/products/${id}`} className="long">
      {name ?? id}
    </Link>
  );
