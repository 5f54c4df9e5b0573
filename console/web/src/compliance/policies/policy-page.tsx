import { Button } from '@mantine/core';
import { FilePen } from 'lucide-react';
import { Link, useParams, useSearchParams } from 'react-router';
import { apiPath } from '../../api/client.ts';
import { useLack } from '../../api/session.ts';
import { Page } from '../../shell/page.tsx';
import { Asked } from '../../ui/asked.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DraftTable } from './draft-table.tsx';
import { ModeTag } from './mode-tag.tsx';
import styles from './policy-page.module.css';
import { useDrafts, usePolicyVersion, useVersions } from './queries.ts';
import { VersionCompare } from './version-compare.tsx';
import { VersionList } from './version-list.tsx';

/** One policy: its versions with their differences, and its drafts. */
export default function PolicyPage() {
  const { id = '' } = useParams();
  const [parameters, setParameters] = useSearchParams();
  const policy = usePolicyVersion(id, undefined);
  const versions = useVersions(id);
  const drafts = useDrafts(id);
  const lack = useLack('policy-owner');
  const inForce = policy.data?.inForce;
  const shown = numberIn(parameters, 'version') ?? versions.data?.inForce;
  const against = numberIn(parameters, 'against') ?? (shown === undefined ? undefined : shown - 1);
  const show = (version: number, other?: number) =>
    setParameters({ version: String(version), ...(other === undefined ? {} : { against: String(other) }) });
  return (
    <Page
      title={`Policy ${id}`}
      about={
        <span className="row wrap">
          <Link to="/policies">Policies</Link>
          {inForce && (
            <>
              <ModeTag mode={inForce.mode} />
              version {inForce.version} in force
            </>
          )}
        </span>
      }
      actions={
        <>
          {lack !== undefined && <span className="muted">{lack}.</span>}
          {lack === undefined && (
            <Button
              component={Link}
              to={apiPath`/policies/${id}/new-draft`}
              leftSection={<FilePen size={14} />}
            >
              Create draft
            </Button>
          )}
        </>
      }
    >
      <div className={styles.columns}>
        <Asked query={versions} what="the versions">
          {(found) => (
            <Panel title="Versions" flush about="newest first">
              <VersionList versions={found} shown={shown} show={(version) => show(version)} />
            </Panel>
          )}
        </Asked>
        {shown !== undefined && versions.data && (
          <VersionCompare
            policyId={id}
            version={shown}
            against={against ?? 0}
            versions={versions.data.versions.map(({ version }) => version)}
            compareWith={(other) => show(shown, other)}
            mayDraft={lack === undefined}
          />
        )}
      </div>
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

function numberIn(parameters: URLSearchParams, name: string): number | undefined {
  const value = Number(parameters.get(name) ?? Number.NaN);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
