import { type Answer, type PriceReader, priceBody } from './price-reader.ts';
import type { Heard, Subscribe } from './prices-channel.ts';
import { missingBody } from './problem.ts';

export interface PriceStreamNeed {
  reader: PriceReader;
  subscribe: Subscribe;
  heartbeatMs: number;
  onFault: (error: unknown) => void;
  onEnd: () => void;
}

/**
 * Server-sent events of the products' prices: first as they are now, then as they change. Never a lower revision of a
 * product than was sent before. A slow reader holds up nobody and costs one price a product: what it has not taken when
 * the next one comes is not sent.
 */
export function priceStream(productIds: string[], need: PriceStreamNeed): ReadableStream<Uint8Array> {
  const { reader, subscribe } = need;
  const wanted = new Set(productIds);
  const waiting = new Map<string, Answer>();
  const sent = sentBefore();
  const text = new TextEncoder();
  let heartbeat = false;
  let wake = () => {};
  let end = () => {};

  const offer = (productId: string, answer: Answer) => {
    const before = waiting.get(productId);
    if (before?.kind === 'price' && answer.kind === 'price' && revision(before) > revision(answer)) return;
    waiting.set(productId, answer);
    wake();
  };

  const readAll = async () => {
    try {
      const answers = await reader.readMany(productIds);
      for (const [at, productId] of productIds.entries()) offer(productId, answers[at] as Answer);
    } catch (error) {
      // The next heartbeat reads again.
      need.onFault(error);
    }
  };

  const hear = (heard: Heard) => {
    if (heard.kind === 'gap') void readAll();
    else if (wanted.has(heard.productId)) offer(heard.productId, reader.heard(heard.price));
  };

  const next = (): string | undefined => {
    for (const [productId, offered] of waiting) {
      waiting.delete(productId);
      const answer = reader.settle(productId, offered);
      if (sent.isNews(productId, answer)) return event(productId, answer);
    }
    if (!heartbeat) return undefined;
    heartbeat = false;
    return ': still here\n\n';
  };

  return new ReadableStream<Uint8Array>({
    start(controller) {
      // Listening comes before reading, so that nothing falls in between.
      const unsubscribe = subscribe(hear);
      const timer = setInterval(() => {
        heartbeat = true;
        wake();
        // A message can be lost without a reconnect; and a product may be retired.
        void readAll();
      }, need.heartbeatMs);
      end = () => {
        clearInterval(timer);
        unsubscribe();
        need.onEnd();
      };
      controller.enqueue(text.encode('retry: 2000\n\n'));
      void readAll();
    },
    async pull(controller) {
      let chunk = next();
      while (chunk === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        chunk = next();
      }
      controller.enqueue(text.encode(chunk));
    },
    cancel: () => end(),
  });
}

const revision = (answer: Answer): number => (answer.kind === 'price' ? answer.price['price.revision'] : 0);

/** What one reader was told: the highest revision of each product, and which are missing. */
function sentBefore() {
  const revisions = new Map<string, number>();
  const missing = new Map<string, number>();

  return {
    /** Whether the answer tells the reader something; if so, it is taken for sent. */
    isNews(productId: string, answer: Answer): boolean {
      const highest = revisions.get(productId) ?? 0;
      if (answer.kind === 'problem') {
        // An outage is no news to who has a price.
        if (missing.get(productId) === answer.status || (answer.status === 503 && highest > 0)) return false;
        missing.set(productId, answer.status);
        return true;
      }
      const isBack = missing.delete(productId);
      if (revision(answer) < highest || (revision(answer) === highest && !isBack)) return false;
      revisions.set(productId, revision(answer));
      return true;
    },
  };
}

/** JSON has no line breaks of its own, so the data is always one line. */
function event(productId: string, answer: Answer): string {
  if (answer.kind === 'problem')
    return `event: missing\ndata: ${JSON.stringify(missingBody(productId, answer))}\n\n`;
  return `event: price\nid: ${revision(answer)}\ndata: ${JSON.stringify(priceBody(productId, answer))}\n\n`;
}
