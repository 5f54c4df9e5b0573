import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const REPORT_EVERY_MS = 60_000;

/**
 * Cuts off clients that read nothing of a pending answer for `ms`: otherwise the answer and its source would be held for
 * ever. Clients that wait for an answer are not affected. `report` receives at most one line a minute.
 */
export function cutOffUnread(server: Server, ms: number, report: (line: string) => void): void {
  let [cutOff, reportedAt] = [0, Number.NEGATIVE_INFINITY];
  server.on('request', ({ method, url = '' }: IncomingMessage, response: ServerResponse) => {
    response.setTimeout(ms, () => {
      if (response.writableLength === 0) return;
      response.destroy();
      cutOff += 1;
      if (performance.now() - reportedAt < REPORT_EVERY_MS) return;
      const path = url.split('?')[0]?.slice(0, 100);
      report(
        `${cutOff} ${cutOff === 1 ? 'client' : 'clients'} read nothing for ${ms / 1000} s and ${cutOff === 1 ? 'was' : 'were'} cut off, the last one from ${method} ${path}`,
      );
      [cutOff, reportedAt] = [0, performance.now()];
    });
  });
}
