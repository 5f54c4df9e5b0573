import type { EventSummary, EventTrace } from '../../../../api/routes/events.ts';
import { EventLink } from '../ui/event-link.tsx';
import { counted, duration } from '../ui/numbers.ts';
import { OutcomeBadge } from '../ui/outcome-badge.tsx';
import { ProductLink } from '../ui/product-link.tsx';
import { When } from '../ui/when.tsx';
import styles from './event-facts.module.css';

const MINUTE_MS = 60_000;

const isOff = ({ sentAt, acceptedAt }: EventSummary): boolean =>
  sentAt !== undefined && Math.abs(Date.parse(sentAt) - Date.parse(acceptedAt)) > MINUTE_MS;

/** The outcome and the times of the event in one line. */
export const EventFacts = ({ trace: { row, executions } }: { trace: EventTrace }) => (
  <div className={`row wrap ${styles.facts}`}>
    <OutcomeBadge outcome={row.outcome ?? 'open'} />
    <ProductLink id={row.productId} />
    <span>{row.kind ?? 'unread'} event</span>
    <span>
      accepted <When at={row.acceptedAt} exact dated />
    </span>
    {row.sentAt !== undefined && isOff(row) && (
      <span>
        the sender's clock: <When at={row.sentAt} exact dated />
      </span>
    )}
    {row.latencyMs !== undefined && <span>live after {duration(row.latencyMs)}</span>}
    {row.revision !== undefined && <span>revision {row.revision}</span>}
    <span>{counted(executions.length, 'execution')}</span>
    {row.sweeps > 0 && (
      <span>restarted {row.sweeps === 1 ? 'once' : `${row.sweeps} times`} by the sweeper</span>
    )}
    {row.stage !== undefined && <span>failed in {row.stage}</span>}
    {row.redriveOf !== undefined && (
      <span>
        redrive of <EventLink id={row.redriveOf} />
      </span>
    )}
    {row.redrivenAs !== undefined && (
      <span>
        redriven as <EventLink id={row.redrivenAs} />
      </span>
    )}
    {row.fallbackReason !== undefined && <span>fallback to rules: {row.fallbackReason}</span>}
    {row.reason !== undefined && <span>{row.reason}</span>}
  </div>
);
