import { BroadcastChannel } from 'node:worker_threads';
import type { AuditLog } from '../adapters/audit-log.ts';

/** A refused request of a page, and the port of the server that refused it. */
export interface RefusedPage {
  port: number;
  /** The page's origin, or how the browser describes it. */
  page: string;
  method: string;
}

// The embedded services run in worker threads; this channel connects them to the stack.
const CHANNEL = 'pricewire refused pages';

let channel: BroadcastChannel | undefined;

/** Reports a refused request to the stack of this process, if there is one. */
export function reportRefused(refused: RefusedPage): void {
  if (channel === undefined) {
    channel = new BroadcastChannel(CHANNEL);
    channel.unref();
  }
  channel.postMessage(refused);
}

// A page can send endless requests under many names; the audit log must stay readable.
const AGAIN_AFTER_MS = 3_600_000;
const ENTRIES_AN_HOUR = 20;

interface Deps {
  audit: Pick<AuditLog, 'append'>;
  /** Names of the stack's servers, by port. */
  servers: ReadonlyMap<number, string>;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
  onFault: (error: unknown) => void;
}

/** Writes refused pages to the audit log: once an hour for each server and page, and at most 20 entries an hour. */
export function auditRefusedPages({ audit, servers, now, onFault }: Deps): () => Promise<void> {
  const written = new Map<string, number>();
  const listening = new BroadcastChannel(CHANNEL);
  listening.unref();
  listening.onmessage = (message: unknown) => {
    const { port, page, method } = (message as { data: RefusedPage }).data;
    const server = servers.get(port);
    if (server === undefined) return;
    for (const [key, at] of written) if (now() - at >= AGAIN_AFTER_MS) written.delete(key);
    const key = `${port} ${page}`;
    if (written.has(key) || written.size >= ENTRIES_AN_HOUR) return;
    written.set(key, now());
    audit
      .append({
        by: 'nobody',
        client: 'system',
        action: 'refused-page',
        subject: { kind: 'server', id: server },
        details: { page, method, why: 'a page of another site' },
      })
      .catch(onFault);
  };
  return async () => listening.close();
}
