import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Hand, Undo2 } from 'lucide-react';
import { Link, useNavigate, useParams } from 'react-router';
import type { ReviewFile, ReviewItem } from '../../../../../api/routes/reviews.ts';
import { apiPath, call } from '../../api/client.ts';
import { sayDone, sayProblem } from '../../api/say.ts';
import { useLack, useSession } from '../../api/session.ts';
import { Page } from '../../shell/page.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { Asked } from '../../ui/asked.tsx';
import { When } from '../../ui/when.tsx';
import { PrintableLink } from '../shared/printable-link.tsx';
import { DecisionPanel } from './decision-panel.tsx';
import { Due } from './due.tsx';
import { FileEvidence } from './file-evidence.tsx';
import { FileFigures } from './file-figures.tsx';
import { History } from './history.tsx';
import { Lock } from './lock.tsx';
import { reviewsChanged, useReview, useTakeNext } from './queries.ts';
import { ReviewBadge } from './review-badge.tsx';
import { takeFilterOf, useListSearch, useReviewFilter } from './review-filter.ts';
import styles from './review-page.module.css';

/** One rejection with all of its evidence, and the decision on it. */
export default function ReviewPage() {
  const { id = '' } = useParams();
  const file = useReview(id);
  const { filter } = useReviewFilter();
  const search = useListSearch();
  const navigate = useNavigate();
  const takeNext = useTakeNext((item) => {
    if (item) void navigate(apiPath`/reviews/${item.reviewId}` + search);
    else sayDone('No reviews left to take.');
  });
  const lack = useLack('reviewer');
  const next = () => {
    if (lack !== undefined) sayProblem(new Error(`${lack}.`));
    else takeNext.mutate(takeFilterOf(filter), { onError: sayProblem });
  };
  useShortcuts('Review', [
    { keys: 't', does: 'Take the next review', run: next },
    { keys: 'b', does: 'Back to the list', run: () => void navigate(`/reviews${search}`) },
  ]);
  const item = file.data?.item;
  return (
    <Page
      key={id}
      title={item?.productName ?? 'Review'}
      tab={item ? `Review of ${item.productName}` : 'Review'}
      about={
        <span className="row wrap">
          <Link to={`/reviews${search}`}>Reviews</Link>
          {item && <ReviewFacts item={item} onLockEnd={() => void reviewsChanged()} />}
        </span>
      }
      actions={
        <>
          {item && <Holding item={item} />}
          <Button
            variant="default"
            leftSection={<Hand size={14} />}
            loading={takeNext.isPending}
            disabled={lack !== undefined}
            onClick={next}
          >
            Take next
          </Button>
        </>
      }
    >
      <Asked query={file} what="the review">
        {(found) => <File key={found.item.reviewId} file={found} />}
      </Asked>
    </Page>
  );
}

const ReviewFacts = ({ item, onLockEnd }: { item: ReviewItem; onLockEnd: () => void }) => (
  <>
    <ReviewBadge state={item.state} />
    <Due item={item} />
    <Lock item={item} onEnd={onLockEnd} />
    <span>
      rejected by {item.guardrail}, <When at={item.rejectedAt} />
    </span>
    <Link to={apiPath`/events/${item.eventId}`}>Trace</Link>
    <PrintableLink eventId={item.eventId} />
  </>
);

/** Takes the review, so that it is locked for others, or returns it. */
function Holding({ item: { reviewId, state, takenBy } }: { item: ReviewItem }) {
  const { data: session } = useSession();
  const lack = useLack('reviewer');
  const act = useMutation({
    mutationFn: (deed: 'take' | 'give-back') =>
      call(`POST /reviews/:id/${deed}`, { params: { id: reviewId } }),
    onSettled: reviewsChanged,
    onError: sayProblem,
  });
  const isMine = state === 'taken' && takenBy === session?.me?.id;
  if (isMine)
    return (
      <Button
        variant="default"
        leftSection={<Undo2 size={14} />}
        loading={act.isPending}
        onClick={() => act.mutate('give-back')}
      >
        Return review
      </Button>
    );
  if (state !== 'open' && state !== 'escalated') return null;
  return (
    <Button loading={act.isPending} disabled={lack !== undefined} onClick={() => act.mutate('take')}>
      Take review
    </Button>
  );
}

const File = ({ file }: { file: ReviewFile }) => (
  <>
    <FileFigures file={file} />
    <div className={styles.columns}>
      <div className={styles.evidence}>
        <FileEvidence file={file} />
      </div>
      <div className={styles.side}>
        <DecisionPanel file={file} />
        <History steps={file.history} currency={file.item.currency} />
      </div>
    </div>
  </>
);
