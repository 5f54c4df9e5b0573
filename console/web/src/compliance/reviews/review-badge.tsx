import type { ReviewState } from '../../../../../api/routes/reviews.ts';
import { Tag, type Tone } from '../shared/tag.tsx';
import { words } from '../shared/words.ts';

const TONES: Record<ReviewState, Tone> = {
  open: 'info',
  taken: 'violet',
  'awaiting-second': 'warn',
  escalated: 'bad',
  upheld: 'quiet',
  released: 'good',
  lapsed: 'quiet',
};

/** The state of a review. */
export const ReviewBadge = ({ state }: { state: ReviewState }) => (
  <Tag tone={TONES[state]}>{words(state)}</Tag>
);
