import { Link } from 'react-router';
import type { Draft } from '../../../../../api/routes/policy-drafts.ts';
import { apiPath } from '../../api/client.ts';
import { Page } from '../../shell/page.tsx';
import { Asked } from '../../ui/asked.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DraftTable } from './draft-table.tsx';
import { ModeTag } from './mode-tag.tsx';
import { useDrafts, usePolicies } from './queries.ts';

/** Every policy in force, and its pending drafts. */
export default function PoliciesPage() {
  const policies = usePolicies();
  const drafts = useDrafts();
  return (
    <Page title="Policies" about="Immutable versions of terms; a new version needs two people">
      <Asked query={policies} what="the policies">
        {(found) => (
          <Panel title="In force" flush>
            {found.length === 0 ? (
              <Empty>No policies yet.</Empty>
            ) : (
              <table>
                <thead>
                  <tr>
                    <th scope="col">Policy</th>
                    <th scope="col" className="number">
                      Version
                    </th>
                    <th scope="col">Mode</th>
                    <th scope="col">Model</th>
                    <th scope="col">Guardrails set</th>
                    <th scope="col" className="number">
                      Pending drafts
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {found.map(({ policyId, version, mode, model, guardrails }) => (
                    <tr key={policyId}>
                      <td>
                        <Link to={apiPath`/policies/${policyId}`}>{policyId}</Link>
                      </td>
                      <td className="number">{version}</td>
                      <td>
                        <ModeTag mode={mode} />
                      </td>
                      <td className="muted">
                        {model.use ? (model.endpoint ?? 'default endpoint') : 'not used'}
                      </td>
                      <td className="muted">{Object.keys(guardrails).join(', ')}</td>
                      <td className="number">{openOf(drafts.data?.drafts, policyId)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Panel>
        )}
      </Asked>
      <Asked query={drafts} what="the drafts">
        {({ drafts: found }) => (
          <Panel title="Drafts" flush about="newest first">
            <DraftTable drafts={found} />
          </Panel>
        )}
      </Asked>
    </Page>
  );
}

const openOf = (drafts: readonly Draft[] = [], policyId: string): number =>
  drafts.filter((draft) => draft.policyId === policyId && draft.state === 'open').length;
