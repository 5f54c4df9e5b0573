import { Button } from '@mantine/core';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import type { AuditDays, AuditVerification } from '../../../../../api/routes/audit.ts';
import { useLack } from '../../api/session.ts';
import { Asked } from '../../ui/asked.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { counted } from '../../ui/numbers.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Tag } from '../shared/tag.tsx';
import styles from './days-panel.module.css';
import { useAuditDays, useVerify } from './queries.ts';

/** The days of the log with their signed heads, and their verification. */
export function DaysPanel() {
  const days = useAuditDays();
  const verify = useVerify();
  const lack = useLack('auditor');
  return (
    <Panel
      title="Signed days"
      actions={
        <Button
          variant="default"
          loading={verify.isPending && verify.variables === undefined}
          disabled={lack !== undefined}
          onClick={() => verify.mutate(undefined)}
        >
          Verify all
        </Button>
      }
    >
      <div className={styles.body}>
        <div aria-live="polite" className={styles.told}>
          {verify.data && <Verdict of={verify.variables} verification={verify.data} />}
          {verify.error && <ProblemNote error={verify.error} />}
        </div>
        <Asked query={days} what="the days">
          {(found) => (
            <Days
              days={found}
              verifying={verify.isPending ? verify.variables : undefined}
              verify={(day) => verify.mutate(day)}
            />
          )}
        </Asked>
      </div>
    </Panel>
  );
}

const Verdict = ({
  of,
  verification: { ok, entries, problem },
}: {
  of: string | undefined;
  verification: AuditVerification;
}) => (
  <div className={`${styles.verdict} ${ok ? styles.good : styles.bad}`}>
    {ok ? <ShieldCheck size={18} aria-hidden="true" /> : <ShieldAlert size={18} aria-hidden="true" />}
    <div>
      <strong>{ok ? 'Log unchanged' : 'Log changed'}</strong>
      <div>
        {of ?? 'All days'}: {counted(entries, 'entry', 'entries')}
        {ok ? ', all hashes and signatures match' : ` checked. ${problem ?? ''}`}
      </div>
    </div>
  </div>
);

interface DaysProps {
  days: AuditDays;
  verifying: string | undefined;
  verify: (day: string) => void;
}

function Days({ days: { days, retentionDays }, verifying, verify }: DaysProps) {
  const key = days[0]?.publicKey;
  if (days.length === 0) return <Empty>No entries yet.</Empty>;
  return (
    <>
      <ul className={styles.days}>
        {days.map((head) => (
          <li key={head.day} className={styles.day}>
            <div className="row">
              <strong>{head.day}</strong>
              <Tag tone={head.closed ? 'quiet' : 'info'}>{head.closed ? 'closed' : 'open'}</Tag>
              <Button
                variant="subtle"
                size="compact-xs"
                className="push"
                loading={verifying === head.day}
                aria-label={`Verify ${head.day}`}
                onClick={() => verify(head.day)}
              >
                Verify
              </Button>
            </div>
            <div className="muted">{counted(head.seq, 'entry', 'entries')}</div>
            <div className={`muted mono ${styles.hash}`} title={`Hash of the last entry: ${head.hash}`}>
              {head.hash}
            </div>
          </li>
        ))}
      </ul>
      <p className="muted">
        {retentionDays === undefined
          ? 'Entries are kept for ever.'
          : `Entries are kept for ${counted(retentionDays, 'day')}, signed day ends for ever.`}
      </p>
      {key !== undefined && (
        <div className="row wrap">
          <span className="muted">Signed by Ed25519</span>
          <CopyButton value={() => key} label="Copy the public key" />
        </div>
      )}
    </>
  );
}
