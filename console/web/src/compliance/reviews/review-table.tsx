import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { ReviewItem } from '../../../../../api/routes/reviews.ts';
import { apiPath } from '../../api/client.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { PriceChange } from '../../ui/price-change.tsx';
import { Due } from './due.tsx';
import { Lock } from './lock.tsx';
import { ReviewBadge } from './review-badge.tsx';
import { UNDECIDED } from './review-filter.ts';
import styles from './review-table.module.css';

export interface ReviewTableProps {
  items: readonly ReviewItem[];
  marked: ReadonlySet<string>;
  mark: (ids: readonly string[], on: boolean) => void;
  /** The search part of the address, so that a review links back to this list. */
  search: string;
}

/** Whether it can be decided together with others: it is undecided and has no release request. */
const isMarkable = ({ state }: ReviewItem): boolean =>
  UNDECIDED.includes(state) && state !== 'awaiting-second';

/** Moves through the rows by keys. Returns the index of the current one, -1 before the first key. */
function useCurrentRow({ items, marked, mark, search }: ReviewTableProps): number {
  const navigate = useNavigate();
  const [current, setCurrent] = useState(-1);
  const go = (to: number) => {
    const at = Math.max(0, Math.min(items.length - 1, to));
    setCurrent(at);
    document.getElementById(`review-row-${at}`)?.scrollIntoView({ block: 'nearest' });
  };
  const open = () => {
    const item = items[current];
    if (item) void navigate(apiPath`/reviews/${item.reviewId}` + search);
  };
  const markCurrent = () => {
    const item = items[current];
    if (item && isMarkable(item)) mark([item.reviewId], !marked.has(item.reviewId));
  };
  useShortcuts('Reviews', [
    { keys: 'j', does: 'Next review', run: () => go(current + 1) },
    { keys: 'k', does: 'Previous review', run: () => go(current - 1) },
    { keys: 'Enter', does: 'Open the review', run: open },
    { keys: 'x', does: 'Mark the review', run: markCurrent },
  ]);
  return current;
}

/** Reviews in rows, with those marked that are to be decided together. */
export function ReviewTable({ items, marked, mark, search }: ReviewTableProps) {
  const current = useCurrentRow({ items, marked, mark, search });
  const markable = items.filter(isMarkable).map(({ reviewId }) => reviewId);
  const markedHere = markable.filter((id) => marked.has(id)).length;

  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">
            <Checkbox
              aria-label="Mark all shown reviews"
              checked={markable.length > 0 && markedHere === markable.length}
              indeterminate={markedHere > 0 && markedHere < markable.length}
              disabled={markable.length === 0}
              onChange={({ currentTarget }) => mark(markable, currentTarget.checked)}
            />
          </th>
          <th scope="col">Due</th>
          <th scope="col">Product</th>
          <th scope="col">Proposed</th>
          <th scope="col">Rejected by</th>
          <th scope="col">Reason</th>
          <th scope="col">Policy</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item, at) => (
          <ReviewRow
            key={item.reviewId}
            item={item}
            id={`review-row-${at}`}
            current={at === current}
            marked={marked.has(item.reviewId)}
            mark={mark}
            search={search}
          />
        ))}
      </tbody>
    </table>
  );
}

interface ReviewRowProps extends Pick<ReviewTableProps, 'mark' | 'search'> {
  item: ReviewItem;
  id: string;
  current: boolean;
  marked: boolean;
}

const ReviewRow = ({ item, id, current, marked, mark, search }: ReviewRowProps) => (
  <tr id={id} aria-current={current || undefined} className={item.overdue ? styles.overdue : ''}>
    <td>
      <Checkbox
        aria-label={`Mark the review of ${item.productName}`}
        checked={marked}
        disabled={!isMarkable(item)}
        onChange={({ currentTarget }) => mark([item.reviewId], currentTarget.checked)}
      />
    </td>
    <td>
      <Due item={item} />
    </td>
    <td>
      <Link to={apiPath`/reviews/${item.reviewId}` + search} className="long">
        {item.productName}
      </Link>
      <div className="muted mono">
        <span className="long">{item.productId}</span>
      </div>
    </td>
    <td>
      {item.proposed === null ? (
        <span className="muted">no number</span>
      ) : (
        <PriceChange before={item.priceBefore} after={item.proposed} currency={item.currency} />
      )}
    </td>
    <td className="nowrap">{item.guardrail}</td>
    <td className={`muted ${styles.why}`}>{item.why}</td>
    <td className="muted nowrap">{item.policy}</td>
    <td>
      <StateAndPeople item={item} />
    </td>
  </tr>
);

/** The state of the review, with who holds it, asked for its release or decided it. */
const StateAndPeople = ({ item }: { item: ReviewItem }) => (
  <div className={styles.state}>
    <ReviewBadge state={item.state} />
    <Lock item={item} />
    {item.requestedBy !== undefined && item.state === 'awaiting-second' && (
      <span className="muted">asked by {item.requestedBy}</span>
    )}
    {item.decidedBy !== undefined && <span className="muted">by {item.decidedBy}</span>}
  </div>
);
