// A thread of its own: the embedded store would else take half of the time that the pipeline has.
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { guardServer } from '../host-check.ts';
import { takeWholeRequests } from './whole-requests.ts';

const { path, port } = workerData as { path: string; port: number };
const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
takeWholeRequests(server);
guardServer(server);
server.once('error', (error) => parentPort?.postMessage({ error: error.message }));
server.listen(port, '127.0.0.1', () =>
  parentPort?.postMessage({ port: (server.address() as AddressInfo).port }),
);
parentPort?.once('message', () => server.close(() => parentPort?.close()));
