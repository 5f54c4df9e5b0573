// fauxqs listens on every interface and accepts any Host, without an option for either. So `listen` is overridden, in a thread
// of its own where nothing else uses it.
import { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';
import { guardServer } from '../door-guard.ts';
import { takeWholeRequests } from './whole-requests.ts';

const { path, port } = workerData as { path: string; port: number };
const listen = Server.prototype.listen as (this: Server, options: object, ...rest: unknown[]) => Server;
Server.prototype.listen = function (this: Server, options: object, ...rest: unknown[]) {
  if (this instanceof HttpServer) {
    takeWholeRequests(this);
    guardServer(this, 'none');
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
