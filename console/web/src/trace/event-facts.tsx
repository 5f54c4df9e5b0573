import type { EventSummary } from '../../../contract/trace.ts';
import { EventLink } from '../ui/event-link.tsx';
import { counted, duration } from '../ui/numbers.ts';
import { OutcomeBadge } from '../ui/outcome-badge.tsx';
import { ProductLink } from '../ui/product-link.tsx';
import { When } from '../ui/when.tsx';

/** What became of the event, in a line. */
export const EventFacts = ({ row }: { row: EventSummary }) => (
  <div className="row wrap">
    <OutcomeBadge outcome={row.outcome ?? 'open'} />
    <ProductLink id={row.productId} />
    <span>{row.kind ?? 'unread'} event</span>
    <span>
      accepted <When at={row.acceptedAt} exact dated />
    </span>
    {row.latencyMs !== undefined && <span>live after {duration(row.latencyMs)}</span>}
    {row.revision !== undefined && <span>revision {row.revision}</span>}
    <span>{counted(row.executions.length, 'execution')}</span>
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
