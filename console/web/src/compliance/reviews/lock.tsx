import { Lock as LockIcon } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReviewItem } from '../../../../../api/routes/reviews.ts';
import { useSession } from '../../api/session.ts';
import { Tag } from '../shared/tag.tsx';
import { useNow } from '../shared/use-now.ts';

interface LockProps {
  item: Pick<ReviewItem, 'takenBy' | 'takenUntil'>;
  /** Called once when the lock ends. */
  onEnd?: () => void;
}

/** The holder of the lock and its remaining time; a lock ends by itself. */
export function Lock({ item: { takenBy, takenUntil }, onEnd }: LockProps) {
  const { data: session } = useSession();
  const now = useNow(1_000);
  const leftMs = takenUntil === undefined ? 0 : Date.parse(takenUntil) - now;
  const isHeld = takenBy !== undefined && leftMs > 0;
  const wasHeld = useRef(isHeld);
  useEffect(() => {
    if (wasHeld.current && !isHeld) onEnd?.();
    wasHeld.current = isHeld;
  }, [isHeld, onEnd]);
  if (!isHeld) return null;
  const isMine = takenBy === session?.me?.id;
  return (
    <Tag tone={isMine ? 'violet' : 'quiet'}>
      <LockIcon size={11} aria-hidden="true" />
      <span>{isMine ? 'Locked by you' : `Locked by ${nameOf(takenBy, session?.people)}`}</span>
      <span role="timer" aria-label={`for ${clockText(leftMs)} more`}>
        {clockText(leftMs)}
      </span>
    </Tag>
  );
}

/** `14:32`: minutes and seconds. */
const clockText = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

const nameOf = (id: string, people: readonly { id: string; name: string }[] = []): string =>
  people.find((person) => person.id === id)?.name ?? id;
