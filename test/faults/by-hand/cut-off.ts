// Load it before a stack (`node --import`). Each SIGUSR2 makes the port in CUT_OFF_PORT unreachable, or reachable again.
import { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

const port = Number(process.env['CUT_OFF_PORT']);
const open = new Set<Socket>();
let isCut = false;

const portOf = (given: unknown): number => {
  const options = Array.isArray(given) ? given[0] : given;
  return Number((options as { port?: unknown } | null)?.port ?? options);
};

if (isMainThread) {
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function cutOff(this: Socket, ...args: unknown[]) {
    if (portOf(args[0]) === port) {
      if (isCut) {
        const refused = Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:${port}`), {
          code: 'ECONNREFUSED',
        });
        process.nextTick(() => this.destroy(refused));
        return this;
      }
      open.add(this);
      this.once('close', () => open.delete(this));
    }
    return Reflect.apply(connect, this, args);
  } as Socket['connect'];
  process.on('SIGUSR2', () => {
    isCut = !isCut;
    if (isCut) for (const socket of open) socket.destroy();
    process.stderr.write(`port ${port} ${isCut ? 'is cut off' : 'can be reached'}\n`);
  });
}
