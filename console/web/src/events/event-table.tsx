import { Checkbox } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { FoundEvent } from '../../../../api/routes/search.ts';
import { apiPath } from '../api/client.ts';
import { useShortcuts } from '../shell/shortcuts.ts';
import { EventLink } from '../ui/event-link.tsx';
import { duration } from '../ui/numbers.ts';
import { OutcomeBadge } from '../ui/outcome-badge.tsx';
import { PriceChange } from '../ui/price-change.tsx';
import { ProductLink } from '../ui/product-link.tsx';
import { isToday, When } from '../ui/when.tsx';
import styles from './event-table.module.css';

export interface EventTableProps {
  events: readonly FoundEvent[];
  more: boolean;
  loading: boolean;
  loadMore: () => void;
  marked: readonly string[];
  mark: (id: string) => void;
  compare: () => void;
}

const ROW_PX = 30;
const AHEAD = 40;
const COLUMNS = [
  'Compare',
  'Accepted',
  'Event',
  'Product',
  'Outcome',
  'Price',
  'Reason',
  'Guardrails',
  'By',
  'Latency',
];

/** Events in rows; only visible rows are rendered, so that 100,000 scroll like 100. */
export function EventTable({ events, more, loading, loadMore, marked, mark, compare }: EventTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const shown = rows.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;

  useEffect(() => {
    if (more && !loading && lastShown >= events.length - AHEAD) loadMore();
  }, [more, loading, lastShown, events.length, loadMore]);

  const current = useCurrentRow({ events, mark, compare }, (at) => rows.scrollToIndex(at, { align: 'auto' }));

  return (
    // biome-ignore-start lint/a11y/useSemanticElements: rows that are placed one by one can't be those of a table element.
    // biome-ignore-start lint/a11y/useFocusableInteractive: rows are gone through by keys that the help lists.
    <div
      ref={scroller}
      role="table"
      aria-label="Events"
      aria-rowcount={more ? -1 : events.length + 1}
      className={`${styles.table} ${events.some(isOfAnotherDay) ? styles.dated : ''}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
      tabIndex={0}
    >
      <div role="row" aria-rowindex={1} className={`${styles.row} ${styles.head}`}>
        {COLUMNS.map((name, at) => (
          <span key={name} role="columnheader" className={at === COLUMNS.length - 1 ? 'number' : ''}>
            {at === 0 ? <span className="hidden-visually">{name}</span> : name}
          </span>
        ))}
      </div>
      <div role="rowgroup" className={styles.rows} style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, start, key }) => {
          const event = events[index];
          return (
            event && (
              <EventRow
                key={key}
                event={event}
                index={index}
                start={start}
                current={index === current}
                marked={marked.includes(event.eventId)}
                mark={mark}
              />
            )
          );
        })}
      </div>
    </div>
    // biome-ignore-end lint/a11y/useFocusableInteractive: see above
    // biome-ignore-end lint/a11y/useSemanticElements: see above
  );
}

/** Goes through the rows by keys; the index of the current one, -1 before the first key. */
function useCurrentRow(
  { events, mark, compare }: Pick<EventTableProps, 'events' | 'mark' | 'compare'>,
  scrollTo: (row: number) => void,
): number {
  const navigate = useNavigate();
  const [current, setCurrent] = useState(-1);
  const go = (to: number) => {
    const at = Math.max(0, Math.min(events.length - 1, to));
    setCurrent(at);
    scrollTo(at);
  };
  const open = () => {
    const event = events[current];
    if (event) void navigate(apiPath`/events/${event.eventId}`);
  };
  const markCurrent = () => {
    const event = events[current];
    if (event) mark(event.eventId);
  };
  useShortcuts('Events', [
    { keys: 'j', does: 'Next event', run: () => go(current + 1) },
    { keys: 'k', does: 'Previous event', run: () => go(current - 1) },
    { keys: 'Enter', does: 'Open the trace', run: open },
    { keys: 'x', does: 'Mark the event for comparison', run: markCurrent },
    { keys: 'c', does: 'Compare the two marked events', run: compare },
  ]);
  return current;
}

const isOfAnotherDay = ({ acceptedAt }: FoundEvent): boolean => !isToday(acceptedAt);

interface EventRowProps {
  event: FoundEvent;
  index: number;
  start: number;
  current: boolean;
  marked: boolean;
  mark: (id: string) => void;
}

function EventRow({ event, index, start, current, marked, mark }: EventRowProps) {
  const { eventId, outcome, error, stage, reason, guardrails, source, fallbackReason, model, latencyMs } =
    event;
  const why = [stage, reason ?? error].filter(Boolean).join(': ');
  const by = [source, fallbackReason && `(${fallbackReason})`].filter(Boolean).join(' ');
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: as for the table
    // biome-ignore-start lint/a11y/useFocusableInteractive: rows are gone through by keys that the help lists
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-current={current || undefined}
      className={`${styles.row} ${styles.body}`}
      style={{ transform: `translateY(${start}px)` }}
    >
      <span role="cell">
        <Checkbox
          checked={marked}
          onChange={() => mark(eventId)}
          aria-label={`Compare event ${eventId}`}
          size="xs"
        />
      </span>
      <span role="cell">
        <When at={event.acceptedAt} exact />
      </span>
      <span role="cell">
        <EventLink id={eventId} />
      </span>
      <span role="cell" title={event.productId}>
        <ProductLink id={event.productId} />
      </span>
      <span role="cell">
        <OutcomeBadge outcome={outcome} />
      </span>
      <span role="cell">
        <PriceChange before={event.priceBefore} after={event.price} currency={event.currency} />
      </span>
      <span role="cell" className="muted" title={why}>
        {why}
      </span>
      <span role="cell" className="muted" title={guardrails.join(', ')}>
        {guardrails.join(', ')}
      </span>
      <span role="cell" className="muted" title={[by, model].filter(Boolean).join(' ')}>
        {by}
      </span>
      <span role="cell" className="number">
        {latencyMs === undefined ? '' : duration(latencyMs)}
      </span>
    </div>
    // biome-ignore-end lint/a11y/useFocusableInteractive: see above
    // biome-ignore-end lint/a11y/useSemanticElements: see above
  );
}
