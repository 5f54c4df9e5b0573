import type { EventFilter, FoundEvent, SearchResult } from '../routes/search.ts';
import type { FeedFacts } from './feeds.ts';

/** How many at most, and after which place. */
export interface PageOf {
  limit: number;
  cursor?: string | undefined;
}

/** Searches over all events of the ledger, not only those that somebody has loaded. */
export interface EventSearch {
  /** A page of matches, newest accepted first. Throws ApiProblem for a cursor that is none. */
  search(filter: EventFilter, page: PageOf): Promise<SearchResult>;
  /** What is known of the feed of every product that had inventory events of late. */
  feeds(): Promise<{ facts: FeedFacts[]; looked: SearchResult['looked'] }>;
}

const PAGE = 1000;

/** Every match, page by page. */
export async function* allMatches(
  { search }: Pick<EventSearch, 'search'>,
  filter: EventFilter,
): AsyncGenerator<FoundEvent[]> {
  let cursor: string | undefined;
  do {
    const { events, next } = await search(filter, { limit: PAGE, cursor });
    if (events.length > 0) yield events;
    cursor = next;
  } while (cursor !== undefined);
}
