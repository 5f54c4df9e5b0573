// A service that ends on request, and does not start while a file `broken` is in its data.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const { path, port } = workerData as { path: string; port: number };
const broken = () => existsSync(join(path, 'broken'));

const server = createServer((request, response) => {
  if (request.url === '/end' || broken())
    setImmediate(() => {
      throw new Error('ENOSPC: no space left on device');
    });
  else response.end('here');
});
server.listen(port, '127.0.0.1', () =>
  parentPort?.postMessage({ port: (server.address() as AddressInfo).port }),
);
parentPort?.once('message', () => {
  server.close(() => parentPort?.close());
  server.closeAllConnections();
});
