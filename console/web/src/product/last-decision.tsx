import type { ProductHistory } from '../../../../api/routes/products.ts';
import { committedEvidence, expiryText } from '../../../../domain/record/committed-evidence.ts';
import { Decision } from '../decision/decision.tsx';
import { useEventDetail } from '../trace/use-trace.ts';
import { Asked } from '../ui/asked.tsx';
import { Empty } from '../ui/empty.tsx';
import { EventLink } from '../ui/event-link.tsx';
import styles from './last-decision.module.css';

const DECIDED = ['priced', 'held', 'rejected', 'shadowed'];

/** The reasons for the price: the newest decided event of the product. */
export function LastDecision({ history: { points, state } }: { history: ProductHistory }) {
  const newest = points.findLast(({ outcome }) => DECIDED.includes(outcome));
  const eventId = newest?.eventId ?? state?.price?.eventId;
  const detail = useEventDetail(eventId);
  return (
    <section aria-label="Why this price" className={styles.why}>
      <h2>
        Why this price{' '}
        {eventId !== undefined && (
          <span className={styles.of}>
            the last decision, on event <EventLink id={eventId} />
          </span>
        )}
      </h2>
      {eventId === undefined ? (
        <Empty>No decision for this product yet.</Empty>
      ) : (
        <Asked query={detail} what="the evidence">
          {(found) => {
            const evidence = committedEvidence(found.row, found.evidence) ?? found.evidence.at(-1);
            return evidence ? (
              <Decision evidence={evidence} stock={newest?.stock} />
            ) : (
              <Empty>{expiryText(found.row, found.evidence) ?? 'Its evidence is not available.'}</Empty>
            );
          }}
        </Asked>
      )}
    </section>
  );
}
