import { Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Download, GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { ExportFormat, SearchFilter, SearchResult } from '../../../../api/routes/search.ts';
import { download } from '../api/client.ts';
import { sayProblem } from '../api/say.ts';
import { Page } from '../shell/page.tsx';
import { Empty } from '../ui/empty.tsx';
import { count, counted } from '../ui/numbers.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import { timeText } from '../ui/when.tsx';
import { EventTable, type EventTableProps } from './event-table.tsx';
import styles from './events-page.module.css';
import { useFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { useSearch } from './search.ts';

const COMPARED = 2;

/** Search over all events. */
export default function EventsPage() {
  const { filter, change, clear } = useFilter();
  const search = useSearch(filter);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [marked, setMarked] = useState<readonly string[]>([]);

  const pages = search.data?.pages ?? [];
  const events = pages.flatMap((page) => page.events);
  const last = pages.at(-1);
  const newer = last?.newer ?? 0;

  const mark = (id: string) =>
    setMarked((before) =>
      before.includes(id) ? before.filter((each) => each !== id) : [...before, id].slice(-COMPARED),
    );
  const compare = () => {
    const [a, b] = marked;
    if (a !== undefined && b !== undefined) void navigate(`/compare?${new URLSearchParams({ a, b })}`);
  };
  const again = () => void queries.resetQueries({ queryKey: ['search', filter] });

  return (
    <Page
      title="Events"
      about={
        <span aria-live="polite">
          {last && foundText(pages[0]?.total, events.length, search.hasNextPage)}
          {last && filter.since === undefined && lookedText(last.looked)}
        </span>
      }
      actions={
        <>
          {newer > 0 && <Button onClick={again}>{`Show ${counted(newer, 'newer event')}`}</Button>}
          <Button
            variant="default"
            leftSection={<GitCompareArrows size={14} />}
            disabled={marked.length < COMPARED}
            onClick={compare}
          >
            Compare {marked.length} of 2
          </Button>
          <ExportMenu filter={filter} />
        </>
      }
    >
      <FilterBar filter={filter} change={change} clear={clear} />
      {search.error !== null && (
        <ProblemNote error={search.error}>
          <Button variant="default" onClick={() => void search.refetch()}>
            Try again
          </Button>
        </ProblemNote>
      )}
      {last !== undefined && (
        <Results search={search} events={events} last={last} marked={marked} mark={mark} compare={compare} />
      )}
    </Page>
  );
}

function ExportMenu({ filter }: { filter: SearchFilter }) {
  const [exporting, setExporting] = useState(false);
  const save = async (format: ExportFormat) => {
    setExporting(true);
    try {
      await download('GET /search/export', `pricewire-events.${format}`, { query: { ...filter, format } });
    } catch (error) {
      sayProblem(error);
    } finally {
      setExporting(false);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<Download size={14} />} loading={exporting}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>All matching events</Menu.Label>
        <Menu.Item onClick={() => void save('csv')}>CSV</Menu.Item>
        <Menu.Item onClick={() => void save('jsonl')}>JSON lines</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ResultsProps extends Pick<EventTableProps, 'events' | 'marked' | 'mark' | 'compare'> {
  search: ReturnType<typeof useSearch>;
  /** The last page found so far. */
  last: SearchResult;
}

/** The events found; where a page of the search found none, how far back it looked. */
const Results = ({ search, events, last, ...marking }: ResultsProps) => (
  <div className={styles.results}>
    {events.length > 0 && (
      <EventTable
        events={events}
        more={search.hasNextPage && search.error === null}
        loading={search.isFetchingNextPage}
        loadMore={() => void search.fetchNextPage()}
        {...marking}
      />
    )}
    {events.length === 0 && last.looked.complete && (
      <Empty>No matching events. Remove a filter to find more.</Empty>
    )}
    {!last.looked.complete && last.events.length === 0 && (
      <p className={styles.looked} role="status">
        Searched back to {timeText(last.looked.since, { dated: true })} UTC.{' '}
        <Button
          variant="default"
          loading={search.isFetchingNextPage}
          onClick={() => void search.fetchNextPage()}
        >
          Search further back
        </Button>
      </p>
    )}
  </div>
);

/** On a stage a search covers a period; on one machine it covers all events. */
const lookedText = ({ since }: SearchResult['looked']): string =>
  since === ALL_TIME ? '' : `, back to ${timeText(since, { dated: true })} UTC`;

const ALL_TIME = '1970-01-01T00:00:00.000Z';

function foundText(total: number | undefined, loaded: number, more: boolean): string {
  if (total !== undefined) return `${counted(total, 'event')} found, newest first`;
  return more
    ? `More than ${count(loaded)} events, newest first`
    : `${counted(loaded, 'event')}, newest first`;
}
