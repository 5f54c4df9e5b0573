import type { Context } from 'hono';
import type { PriceReader } from './price-reader.ts';
import { priceStream } from './price-stream.ts';
import type { Subscribe } from './prices-channel.ts';
import { problem, problemResponse } from './problem.ts';
import { readIds } from './request.ts';

export interface StreamDeps {
  /** Source of price changes. Without it there is no live stream. */
  subscribe?: Subscribe;
  /** Maximum concurrent streams. */
  maxStreams?: number;
  /** Interval of heartbeats. Each also reads the prices again, in case a change was missed. */
  heartbeatMs?: number;
}

const MAX_STREAMS = 1000;
const HEARTBEAT_MS = 15_000;

/**
 * Answers with live prices. `Last-Event-ID` is ignored: it is the revision of one product of many, and every stream starts
 * with the current prices.
 */
export function streamHandler(deps: StreamDeps, reader: PriceReader, onFault: (error: unknown) => void) {
  const { subscribe, maxStreams = MAX_STREAMS, heartbeatMs = HEARTBEAT_MS } = deps;
  let open = 0;

  return (c: Context): Response => {
    if (subscribe === undefined)
      return problemResponse(
        problem('no-live-prices', 'streams are not held open here; read GET /v1/prices?ids= again instead'),
      );
    const asked = readIds(c.req.url);
    if ('kind' in asked) return problemResponse(asked);
    if (asked.bad.length > 0)
      return problemResponse(problem('bad-ids', `${asked.bad[0]} cannot be the id of a product`));
    if (open >= maxStreams) return problemResponse(problem('too-many-streams', `${open} are open`));
    open += 1;
    const onEnd = () => {
      open -= 1;
    };
    const stream = priceStream(asked.ids, { reader, subscribe, heartbeatMs, onFault, onEnd });
    return new Response(stream, {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
    });
  };
}
