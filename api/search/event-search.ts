import type { EventFilter, FoundEvent, SearchResult } from '../routes/search.ts';
import type { FeedFacts } from './feeds.ts';

/** Maximum number of results, and the position to continue after. */
export interface PageOf {
  limit: number;
  cursor?: string | undefined;
}

/** Searches all events of the ledger. */
export interface EventSearch {
  /** A page of matches, newest accepted first. Throws ApiProblem for an invalid cursor. */
  search(filter: EventFilter, page: PageOf): Promise<SearchResult>;
  /** Facts about the feed of every product with recent inventory events. */
  feeds(): Promise<{ facts: FeedFacts[]; looked: SearchResult['looked'] }>;
}

const PAGE = 1000;

/** Every match, read page by page. */
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
