import type { ReviewState } from '../../../../contract/reviews.ts';
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

/** Where a review stands. */
export const ReviewBadge = ({ state }: { state: ReviewState }) => (
  <Tag tone={TONES[state]}>{words(state)}</Tag>
);
