import type { ApiDeps } from '../deps.ts';
import type { ExportFormat, SEARCH_ROUTES } from '../routes/search.ts';
import { allMatches } from '../search/event-search.ts';
import { exportLines } from '../search/export.ts';
import type { Handlers } from '../serve.ts';

const TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
};

/** Searches all events of the ledger by any known field. */
export const searchHandlers = ({
  events,
  clock,
}: Pick<ApiDeps, 'events' | 'clock'>): Handlers<typeof SEARCH_ROUTES> => ({
  'GET /search': ({ query: { limit, cursor, ...filter } }) => events.search(filter, { limit, cursor }),
  'GET /search/export': ({ query: { format, ...filter } }) => {
    const lines = exportLines(format, allMatches(events, filter));
    const name = `events-${clock().slice(0, 19).replaceAll(':', '')}.${format}`;
    return new Response(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()), {
      headers: {
        'content-type': TYPES[format],
        'content-disposition': `attachment; filename="${name}"`,
      },
    });
  },
});
