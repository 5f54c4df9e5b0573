import { Button, Select } from '@mantine/core';
import { Link } from 'react-router';
import { apiPath } from '../../api/client.ts';
import { Asked } from '../../ui/asked.tsx';
import { JsonDiff } from '../../ui/json-diff.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Panel } from '../../ui/panel.tsx';
import styles from './policy-page.module.css';
import { usePolicyVersion } from './queries.ts';

interface VersionCompareProps {
  policyId: string;
  version: number;
  /** 0: no other version, for the first one. */
  against: number;
  versions: readonly number[];
  compareWith: (version: number) => void;
  mayDraft: boolean;
}

/** A version's terms, and the differences from another version. */
export function VersionCompare({
  policyId,
  version,
  against,
  versions,
  compareWith,
  mayDraft,
}: VersionCompareProps) {
  const shown = usePolicyVersion(policyId, version);
  const other = usePolicyVersion(policyId, against);
  return (
    <Panel
      title={`Version ${version}`}
      actions={
        mayDraft && (
          <Button
            component={Link}
            to={`${apiPath`/policies/${policyId}/new-draft`}?version=${version}`}
            variant="subtle"
          >
            Create draft from this version
          </Button>
        )
      }
    >
      <Asked query={shown} what={`version ${version}`}>
        {({ terms }) => (
          <div className={styles.compare}>
            {versions.length > 1 && (
              <Select
                label="Compared with"
                placeholder="No other version"
                data={versions
                  .filter((each) => each !== version)
                  .map((each) => ({ value: String(each), label: `Version ${each}` }))}
                value={against === 0 ? null : String(against)}
                onChange={(value) => value !== null && compareWith(Number(value))}
                allowDeselect={false}
                maw={220}
              />
            )}
            {against > 0 && (
              <Asked query={other} what={`version ${against}`}>
                {({ terms: before }) => (
                  <JsonDiff
                    before={before}
                    after={terms}
                    label={`From version ${against} to version ${version}`}
                  />
                )}
              </Asked>
            )}
            <details open={against === 0}>
              <summary>Full terms</summary>
              <JsonView value={terms} label={`Terms of version ${version}`} />
            </details>
          </div>
        )}
      </Asked>
    </Panel>
  );
}
