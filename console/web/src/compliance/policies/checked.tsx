import type { UseQueryResult } from '@tanstack/react-query';
import type { PolicyCheck } from '../../../../../api/routes/policies.ts';
import { Asked } from '../../ui/asked.tsx';
import styles from './checked.module.css';
import type { ParsedTerms } from './terms-text.ts';

/** The result of the check: whether the terms can be put, and their warnings. */
export function Checked({ terms, check }: { terms: ParsedTerms; check: UseQueryResult<PolicyCheck> }) {
  if (!terms.ok)
    return (
      <div role="status" className={styles.bad}>
        Not valid JSON: {terms.problem}
      </div>
    );
  return (
    <Asked query={check} what="the check">
      {({ valid, problems, warnings }) => (
        <div role="status" className={styles.checked}>
          <p className={valid ? styles.good : styles.bad}>
            {valid ? 'These terms can go live.' : "These terms can't go live."}
          </p>
          <Faults faults={problems} label="Problems" />
          <Faults faults={warnings} label="Warnings" />
        </div>
      )}
    </Asked>
  );
}

const Faults = ({ faults, label }: { faults: PolicyCheck['problems']; label: string }) =>
  faults.length > 0 && (
    <div>
      <h3>{label}</h3>
      <ul className={styles.faults}>
        {faults.map(({ at, message }) => (
          <li key={`${at} ${message}`}>
            {at !== '' && <code>{at}</code>} {message}
          </li>
        ))}
      </ul>
    </div>
  );
