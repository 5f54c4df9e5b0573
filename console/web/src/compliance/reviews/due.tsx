import { AlarmClock } from 'lucide-react';
import type { ReviewItem } from '../../../../../api/routes/reviews.ts';
import { duration } from '../../ui/numbers.ts';
import { When } from '../../ui/when.tsx';
import { Tag } from '../shared/tag.tsx';
import { useNow } from '../shared/use-now.ts';
import { UNDECIDED } from './review-filter.ts';

const EVERY_MS = 10_000;

/** The remaining time to decide, marked when overdue; after a decision, its time. */
export function Due({ item: { dueAt, overdue, state, decidedAt } }: { item: ReviewItem }) {
  const now = useNow(EVERY_MS);
  const left = Date.parse(dueAt) - now;
  if (!UNDECIDED.includes(state))
    return (
      <span className="muted nowrap">
        decided <When at={decidedAt} />
      </span>
    );
  const title = `Due ${dueAt.slice(0, 10)} ${dueAt.slice(11, 19)} UTC`;
  if (overdue || left < 0)
    return (
      <Tag tone="bad">
        <AlarmClock size={12} aria-hidden="true" />
        <time dateTime={dueAt} title={title}>
          overdue by {duration(Math.max(0, -left))}
        </time>
      </Tag>
    );
  return (
    <time dateTime={dueAt} title={title} className="nowrap">
      in {duration(left)}
    </time>
  );
}
