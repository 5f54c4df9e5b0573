import { type Answer, type PriceReader, priceBody } from './price-reader.ts';
import type { Heard, Subscribe } from './prices-channel.ts';
import { missingBody } from './problem.ts';

export interface PriceStreamDeps {
  reader: PriceReader;
  subscribe: Subscribe;
  heartbeatMs: number;
  onFault: (error: unknown) => void;
  onEnd: () => void;
}

/**
 * Server-sent events with the prices of the products: the current ones, then every change. A product's revision never
 * decreases. A slow reader delays nobody and uses memory for one price of each product: a newer price replaces an unsent one.
 */
export function priceStream(productIds: string[], deps: PriceStreamDeps): ReadableStream<Uint8Array> {
  const { reader, subscribe } = deps;
  const wanted = new Set(productIds);
  const waiting = new Map<string, Answer>();
  const sent = sentBefore();
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
      deps.onFault(error);
    }
  };

  const hear = (heard: Heard) => {
    if (heard.kind === 'gap') void readAll();
    else if (wanted.has(heard.productId))
      reader.heard(heard.productId, heard.price).then((answer) => {
        if (answer) offer(heard.productId, answer);
      }, deps.onFault);
  };

  const next = (): Uint8Array | undefined => {
    for (const [productId, offered] of waiting) {
      waiting.delete(productId);
      const answer = reader.settle(productId, offered);
      if (sent.isNews(productId, answer)) return event(productId, answer);
    }
    if (!heartbeat) return undefined;
    heartbeat = false;
    return HEARTBEAT;
  };

  return new ReadableStream<Uint8Array>({
    start(controller) {
      // Subscribe before reading, so that no change is missed in between.
      const unsubscribe = subscribe(hear);
      const timer = setInterval(() => {
        // The last heartbeat is still unread, so the client would not read prices either.
        if (heartbeat) return;
        heartbeat = true;
        wake();
        // A message can be lost without a reconnect, and a product may be retired.
        void readAll();
      }, deps.heartbeatMs);
      end = () => {
        clearInterval(timer);
        unsubscribe();
        deps.onEnd();
      };
      controller.enqueue(RETRY);
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
      controller.enqueue(chunk);
    },
    cancel: () => end(),
  });
}

const text = new TextEncoder();
const RETRY = text.encode('retry: 2000\n\n');
const HEARTBEAT = text.encode(': still here\n\n');

/** Texts by answer: a price goes to all streams of its product, and hundreds of copies would fill the memory. */
const encoded = new WeakMap<Answer, Uint8Array>();

function event(productId: string, answer: Answer): Uint8Array {
  const known = encoded.get(answer);
  if (known) return known;
  const bytes = text.encode(eventText(productId, answer));
  encoded.set(answer, bytes);
  return bytes;
}

const revision = (answer: Answer): number => (answer.kind === 'price' ? answer.price['price.revision'] : 0);

/** What was sent to one client: the highest revision of each product, and the problems. */
function sentBefore() {
  const revisions = new Map<string, number>();
  const missing = new Map<string, number>();

  return {
    /** Whether the answer is new to the client. If so, it counts as sent. */
    isNews(productId: string, answer: Answer): boolean {
      const highest = revisions.get(productId) ?? 0;
      if (answer.kind === 'problem') {
        // A client that has a price is not notified of an outage.
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

/** JSON text has no line breaks, so the data is always one line. */
function eventText(productId: string, answer: Answer): string {
  if (answer.kind === 'problem')
    return `event: missing\ndata: ${JSON.stringify(missingBody(productId, answer))}\n\n`;
  return `event: price\nid: ${revision(answer)}\ndata: ${JSON.stringify(priceBody(productId, answer))}\n\n`;
}
