import type { PolicyVersions } from '../../../../contract/policies.ts';
import { When } from '../../ui/when.tsx';
import { Tag } from '../shared/tag.tsx';
import styles from './policy-page.module.css';

interface VersionListProps {
  versions: PolicyVersions;
  shown: number | undefined;
  show: (version: number) => void;
}

/** The versions, and who brought each about. */
export const VersionList = ({ versions: { versions, inForce }, shown, show }: VersionListProps) => (
  <ul className={styles.versions}>
    {versions.map(({ version, putAt, by, approvedBy, why }) => (
      <li key={version}>
        <button
          type="button"
          className={styles.version}
          aria-current={version === shown || undefined}
          onClick={() => show(version)}
        >
          <span className="row">
            <strong>Version {version}</strong>
            {version === inForce && <Tag tone="good">in force</Tag>}
            <span className="push muted">
              <When at={putAt} />
            </span>
          </span>
          <span className="muted">
            {by === undefined ? 'by nobody who is known' : `by ${by}`}
            {approvedBy !== undefined && `, approved by ${approvedBy}`}
          </span>
          {why !== undefined && <span>{why}</span>}
        </button>
      </li>
    ))}
  </ul>
);
