import { Decision } from '../decision/decision.tsx';
import { standing } from '../decision/standing.ts';
import { Asked } from '../ui/asked.tsx';
import { useEventDetail } from './use-trace.ts';

/** Why the event got the price that it got. */
export default function EventDecision({ id }: { id: string }) {
  const detail = useEventDetail(id);
  return (
    <Asked query={detail} what="the evidence">
      {(found) => {
        const evidence = standing(found);
        return evidence === undefined ? (
          <p className="muted">No decision was made on this event.</p>
        ) : (
          <Decision evidence={evidence} stock={evidence.proposal?.evidence['stock']} />
        );
      }}
    </Asked>
  );
}
