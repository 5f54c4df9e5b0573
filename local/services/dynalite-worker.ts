// A thread of its own: the embedded store would else take half of the time that the pipeline has.
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { guardServer } from '../host-check.ts';

const { path, port } = workerData as { path: string; port: number };
const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
guardServer(server);
// dynalite throws the error of a request that breaks off, which would end it for everybody.
server.prependListener('request', (request: IncomingMessage) => {
  const emit = request.emit.bind(request) as (event: string, ...args: unknown[]) => boolean;
  request.emit = ((event: string, ...args: unknown[]) =>
    event !== 'error' && emit(event, ...args)) as typeof emit;
});
server.once('error', (error) => parentPort?.postMessage({ error: error.message }));
server.listen(port, '127.0.0.1', () =>
  parentPort?.postMessage({ port: (server.address() as AddressInfo).port }),
);
parentPort?.once('message', () => server.close(() => parentPort?.close()));
