import type { PolicyVersions } from '../../../../../api/routes/policies.ts';
import { When } from '../../ui/when.tsx';
import { Tag } from '../shared/tag.tsx';
import styles from './policy-page.module.css';

interface VersionListProps {
  versions: PolicyVersions;
  shown: number | undefined;
  show: (version: number) => void;
}

/** The versions with their authors. */
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
            {by === undefined ? 'author unknown' : `by ${by}`}
            {approvedBy !== undefined && `, approved by ${approvedBy}`}
          </span>
          {why !== undefined && <span>{why}</span>}
        </button>
      </li>
    ))}
  </ul>
);
