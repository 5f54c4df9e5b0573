import { Button, Tooltip } from '@mantine/core';
import { Hand } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { apiPath } from '../../api/client.ts';
import { sayDone, sayProblem } from '../../api/say.ts';
import { useLack } from '../../api/session.ts';
import { Page } from '../../shell/page.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { Empty } from '../../ui/empty.tsx';
import { counted } from '../../ui/numbers.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { DecideManyDialog } from './decide-many-dialog.tsx';
import { useReviews, useTakeNext } from './queries.ts';
import { takeFilterOf, useListSearch, useReviewFilter } from './review-filter.ts';
import { ReviewFilterBar } from './review-filter-bar.tsx';
import { ReviewTable, type ReviewTableProps } from './review-table.tsx';
import { StateCounts } from './state-counts.tsx';

/** Rejections to review, oldest due first. */
export default function ReviewsPage() {
  const { filter, change, clear } = useReviewFilter();
  const search = useListSearch();
  const found = useReviews(filter);
  const navigate = useNavigate();
  const lack = useLack('reviewer');
  const { marked, mark, unmark } = useMarks();
  const [deciding, setDeciding] = useState<'uphold' | 'escalate'>();

  const pages = found.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const counts = pages[0]?.counts;
  // Only visible reviews can be decided: a marked one may have left the list.
  const chosen = items.map(({ reviewId }) => reviewId).filter((id) => marked.has(id));

  const takeNext = useTakeNext((item) => {
    if (item) void navigate(apiPath`/reviews/${item.reviewId}` + search);
    else sayDone('No reviews left to take.');
  });
  const take = () => {
    if (lack !== undefined) sayProblem(new Error(`${lack}.`));
    else takeNext.mutate(takeFilterOf(filter), { onError: sayProblem });
  };
  const decide = (kind: 'uphold' | 'escalate') => {
    if (chosen.length > 0 && lack === undefined) setDeciding(kind);
  };
  useShortcuts('Reviews', [
    { keys: 't', does: 'Take the next review', run: take },
    { keys: 'u', does: 'Uphold marked reviews', run: () => decide('uphold') },
    { keys: 'e', does: 'Escalate marked reviews', run: () => decide('escalate') },
    { keys: 'f', does: 'Go to the filters', run: () => document.getElementById('review-product')?.focus() },
  ]);

  return (
    <Page
      title="Reviews"
      about="Rejected proposals to decide, earliest due first"
      actions={<TakeNextButton lack={lack} loading={takeNext.isPending} take={take} />}
    >
      {counts && <StateCounts counts={counts} filter={filter} change={change} />}
      <ReviewFilterBar filter={filter} change={change} clear={clear} />
      {found.error !== null && (
        <ProblemNote error={found.error}>
          <Button variant="default" onClick={() => void found.refetch()}>
            Try again
          </Button>
        </ProblemNote>
      )}
      {found.data === undefined && found.error === null && (
        <p className="muted" role="status">
          Loading the reviews…
        </p>
      )}
      {found.data && (
        <Rejections
          found={found}
          items={items}
          about={
            chosen.length > 0
              ? `${counted(chosen.length, 'review')} marked`
              : shownText(items.length, found.hasNextPage)
          }
          actions={
            chosen.length > 0 && (
              <MarkedActions disabled={lack !== undefined} decide={decide} unmark={unmark} />
            )
          }
          filtered={Object.keys(filter).length > 0}
          marked={marked}
          mark={mark}
          search={search}
        />
      )}
      {deciding && (
        <DecideManyDialog
          kind={deciding}
          ids={chosen}
          names={new Map(items.map(({ reviewId, productName }) => [reviewId, productName]))}
          done={(ids) => mark(ids, false)}
          close={() => setDeciding(undefined)}
        />
      )}
    </Page>
  );
}

/** The reviews that are to be decided together, by id. */
function useMarks() {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const mark = (ids: readonly string[], on: boolean) =>
    setMarked((before) => {
      const after = new Set(before);
      for (const id of ids) on ? after.add(id) : after.delete(id);
      return after;
    });
  return { marked, mark, unmark: () => setMarked(new Set()) };
}

interface TakeNextButtonProps {
  /** Why the person may not; undefined for who may. */
  lack: string | undefined;
  loading: boolean;
  take: () => void;
}

const TakeNextButton = ({ lack, loading, take }: TakeNextButtonProps) => (
  <Tooltip label={lack ?? 'Take the review that is due first; it is locked for you (t)'}>
    <Button
      leftSection={<Hand size={14} />}
      loading={loading}
      data-disabled={lack !== undefined || undefined}
      aria-disabled={lack !== undefined || undefined}
      onClick={take}
    >
      Take next
    </Button>
  </Tooltip>
);

interface MarkedActionsProps {
  disabled: boolean;
  decide: (kind: 'uphold' | 'escalate') => void;
  unmark: () => void;
}

const MarkedActions = ({ disabled, decide, unmark }: MarkedActionsProps) => (
  <>
    <Button variant="default" disabled={disabled} onClick={() => decide('uphold')}>
      Uphold
    </Button>
    <Button variant="default" disabled={disabled} onClick={() => decide('escalate')}>
      Escalate
    </Button>
    <Button variant="subtle" color="gray" onClick={unmark}>
      Unmark
    </Button>
  </>
);

interface RejectionsProps extends ReviewTableProps {
  found: ReturnType<typeof useReviews>;
  about: string;
  actions: ReactNode;
  filtered: boolean;
}

const Rejections = ({ found, items, about, actions, filtered, ...table }: RejectionsProps) => (
  <Panel title="Rejections" about={<span aria-live="polite">{about}</span>} flush actions={actions}>
    {items.length === 0 ? <NoReviews filtered={filtered} /> : <ReviewTable items={items} {...table} />}
    {found.hasNextPage && (
      <Button
        variant="subtle"
        fullWidth
        loading={found.isFetchingNextPage}
        onClick={() => void found.fetchNextPage()}
      >
        Load more
      </Button>
    )}
  </Panel>
);

const NoReviews = ({ filtered }: { filtered: boolean }) => (
  <Empty>{filtered ? 'No matching reviews. Remove a filter to find more.' : 'No open reviews.'}</Empty>
);

const shownText = (shown: number, more: boolean): string =>
  `${counted(shown, 'review')}${more ? ', and more' : ''}`;
