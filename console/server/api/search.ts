import { Hono } from 'hono';
import * as z from 'zod';
import type { ExportFormat, SearchResult } from '../../contract/search.ts';
import { Cursor } from '../search/cursor.ts';
import { allMatches } from '../search/event-search.ts';
import { exportLines } from '../search/export.ts';
import { FILTER_FIELDS, inOrder } from '../search/filter.ts';
import type { ApiNeed } from './need.ts';
import { limitUpTo, readQuery } from './request.ts';

const Page = inOrder(z.strictObject({ ...FILTER_FIELDS, limit: limitUpTo(1000, 50), cursor: Cursor }));
const Format = z.enum(['csv', 'jsonl']) satisfies z.ZodType<ExportFormat>;
const Export = inOrder(z.strictObject({ ...FILTER_FIELDS, format: Format }));

const TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
};

/** `/search`: all events of the ledger, by any of what is known of them. */
export const searchRoutes = ({ events, clock }: ApiNeed): Hono =>
  new Hono()
    .get('/', async (c) => {
      const { limit, cursor, ...query } = readQuery(c, Page);
      return c.json((await events.search(query, { limit, cursor })) satisfies SearchResult);
    })
    .get('/export', (c) => {
      const { format, ...query } = readQuery(c, Export);
      const lines = exportLines(format, allMatches(events, query));
      const name = `events-${clock().slice(0, 19).replaceAll(':', '')}.${format}`;
      return new Response(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()), {
        headers: {
          'content-type': TYPES[format],
          'content-disposition': `attachment; filename="${name}"`,
        },
      });
    });
