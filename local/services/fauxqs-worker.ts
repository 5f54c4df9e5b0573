// A thread of its own, where this override of listen reaches nothing else: fauxqs listens on every interface, answers to any
// Host, and offers no option to change that.
import { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';
import { guardServer } from '../host-check.ts';
import { takeWholeRequests } from './whole-requests.ts';

const { path, port } = workerData as { path: string; port: number };
const listen = Server.prototype.listen as (this: Server, options: object, ...rest: unknown[]) => Server;
Server.prototype.listen = function (this: Server, options: object, ...rest: unknown[]) {
  if (this instanceof HttpServer) {
    takeWholeRequests(this);
    guardServer(this);
  }
  return listen.call(this, { ...options, host: '127.0.0.1' }, ...rest);
} as typeof Server.prototype.listen;

try {
  const server = await startFauxqs({ port, host: '127.0.0.1', dataDir: path, logger: false });
  parentPort?.once('message', () => void server.stop().then(() => parentPort?.close()));
  parentPort?.postMessage({ port: server.port });
} catch (error) {
  parentPort?.postMessage({ error: String(error) });
}
