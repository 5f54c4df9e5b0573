// In its own thread: in the main thread the store would take half of the pipeline's time.
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { guardServer } from '../door-guard.ts';
import { closeIterators } from './level.ts';
import { takeWholeRequests } from './whole-requests.ts';

const { path, port } = workerData as { path: string; port: number };
closeIterators();
const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
takeWholeRequests(server);
guardServer(server, 'none');
server.once('error', (error) => parentPort?.postMessage({ error: error.message }));
server.listen(port, '127.0.0.1', () =>
  parentPort?.postMessage({ port: (server.address() as AddressInfo).port }),
);
parentPort?.once('message', () => {
  server.close(() => parentPort?.close());
  // Connections of requests under way stay open afterwards, and `close` waits for them.
  setInterval(() => server.closeIdleConnections(), 20).unref();
});
