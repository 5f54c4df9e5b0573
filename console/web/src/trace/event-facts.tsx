import type { EventSummary } from '../../../../api/routes/events.ts';
import { EventLink } from '../ui/event-link.tsx';
import { counted, duration } from '../ui/numbers.ts';
import { OutcomeBadge } from '../ui/outcome-badge.tsx';
import { ProductLink } from '../ui/product-link.tsx';
import { When } from '../ui/when.tsx';

const MINUTE_MS = 60_000;

const isOff = ({ sentAt, acceptedAt }: EventSummary): boolean =>
  sentAt !== undefined && Math.abs(Date.parse(sentAt) - Date.parse(acceptedAt)) > MINUTE_MS;

/** The outcome and the times of the event in one line. */
export const EventFacts = ({ row }: { row: EventSummary }) => (
  <div className="row wrap">
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
    <span>
      {counted(row.executions.length, 'execution')}
      {row.executionsLeftOut !== undefined && ` and ${row.executionsLeftOut} more`}
    </span>
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
    {row.reason !== undefined && <span>{row.reason}</span>}
  </div>
);
