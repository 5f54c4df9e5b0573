import type { Order } from '../../../../domain/context/order.ts';
import { committedEvidence, expiryText } from '../../../../domain/record/committed-evidence.ts';
import { Decision } from '../decision/decision.tsx';
import { Asked } from '../ui/asked.tsx';
import { JudgeAgain } from './judge-again.tsx';
import { useEventDetail } from './use-trace.ts';

const orderedBy = (order: Order): string => {
  const second = order.kind === 'release' ? order.second : undefined;
  const behalf = order.kind === 'rollback' ? order.onBehalfOf : undefined;
  return [order.by, second && ` and ${second}`, behalf && ` for ${behalf}`].filter(Boolean).join('');
};

/** The reasons for the event's price. */
export default function EventDecision({ id }: { id: string }) {
  const detail = useEventDetail(id);
  return (
    <Asked query={detail} what="the evidence">
      {(found) => {
        const evidence = committedEvidence(found.row, found.evidence) ?? found.evidence.at(-1);
        return (
          <>
            {found.orders?.map((order) => (
              <p key={order.orderId}>
                Ordered by {orderedBy(order)}: {order.why}
              </p>
            ))}
            {evidence === undefined ? (
              <p className="muted">
                {expiryText(found.row, found.evidence) ?? 'No decision was made on this event.'}
              </p>
            ) : (
              <Decision evidence={evidence} stock={evidence.proposal?.evidence['stock']} />
            )}
            {evidence && <JudgeAgain id={id} />}
          </>
        );
      }}
    </Asked>
  );
}
