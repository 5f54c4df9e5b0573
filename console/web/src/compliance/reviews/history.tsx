import { Link } from 'react-router';
import type { ReviewStep } from '../../../../../api/routes/reviews.ts';
import { useLack } from '../../api/session.ts';
import { EventLink } from '../../ui/event-link.tsx';
import { money } from '../../ui/money.ts';
import { Panel } from '../../ui/panel.tsx';
import { When } from '../../ui/when.tsx';
import { words } from '../shared/words.ts';
import styles from './history.module.css';

/** The steps of the review, oldest first. */
export function History({ steps, currency }: { steps: readonly ReviewStep[]; currency: string }) {
  return (
    <Panel title="History">
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step.seq} className={styles.step}>
            <div className="row wrap">
              <strong>{words(step.kind)}</strong>
              <span>by {step.by}</span>
              <span className="push muted">
                <When at={step.at} />
              </span>
            </div>
            {step.amount !== undefined && <div>{money(step.amount, currency)}</div>}
            {step.reasonCode !== undefined && <div>{words(step.reasonCode)}</div>}
            {step.text !== undefined && <q className={styles.text}>{step.text}</q>}
            {step.eventId !== undefined && (
              <div>
                event <EventLink id={step.eventId} />
              </div>
            )}
            {step.audit && <InAudit at={step.at} place={step.audit} />}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function InAudit({ at, place: { day, seq } }: { at: string; place: { day: string; seq: number } }) {
  const lack = useLack('auditor');
  const text = `audit ${day} #${seq}`;
  if (lack !== undefined) return <div className="muted">{text}</div>;
  const until = new Date(Date.parse(at) + 1_000).toISOString();
  const since = new Date(Date.parse(at) - 1_000).toISOString();
  return (
    <div>
      <Link to={`/audit?${new URLSearchParams({ since, until })}`}>{text}</Link>
    </div>
  );
}
