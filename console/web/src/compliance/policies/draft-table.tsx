import { Link } from 'react-router';
import type { Draft } from '../../../../../api/routes/policy-drafts.ts';
import { apiPath } from '../../api/client.ts';
import { Empty } from '../../ui/empty.tsx';
import { When } from '../../ui/when.tsx';
import { DraftTag } from './draft-tag.tsx';

/** Drafts in rows. */
export function DraftTable({ drafts }: { drafts: readonly Draft[] }) {
  if (drafts.length === 0) return <Empty>No drafts.</Empty>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Draft of</th>
          <th scope="col">Reason</th>
          <th scope="col">State</th>
          <th scope="col">By</th>
          <th scope="col">Written</th>
          <th scope="col">Approved by</th>
        </tr>
      </thead>
      <tbody>
        {drafts.map((draft) => (
          <tr key={draft.draftId}>
            <td className="nowrap">
              <Link to={apiPath`/policies/${draft.policyId}/drafts/${draft.draftId}`}>
                {draft.policyId}, after version {draft.basedOn}
              </Link>
            </td>
            <td>{draft.why}</td>
            <td>
              <DraftTag draft={draft} />
            </td>
            <td>{draft.by}</td>
            <td>
              <When at={draft.at} />
            </td>
            <td>{draft.approvedBy ?? <span className="muted">–</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
