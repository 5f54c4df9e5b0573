import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '../random.ts';

/** The faults of a request. */
export type Harm =
  /** The connection closes before the server gets the request. */
  | 'reset'
  /** No reply comes; the client times out. */
  | 'stalled'
  /** Like stalled, but the server gets the request after the client's time-out. */
  | 'late'
  | 'slow'
  /** The server gets the request; its reply is cut. */
  | 'half a reply'
  /** The server gets the request; the connection closes before the reply. */
  | 'reply lost'
  /** Answered normally; later the server gets the same bytes again. */
  | 'repeated later';

const OFTEN: Record<Harm, number> = {
  reset: 5,
  stalled: 1,
  late: 2,
  slow: 4,
  'half a reply': 4,
  'reply lost': 5,
  'repeated later': 4,
};

/** A TCP proxy on a port of 127.0.0.1 that causes faults in a share of the requests, chosen by the seed. */
export class FaultyProxy {
  /** The share of requests with a fault. */
  share = 0;
  /** While set, no request passes. */
  away = false;
  readonly harms: Partial<Record<Harm, number>> = {};
  readonly #server: Server;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  readonly #pending = new Set<Promise<void>>();
  #random: Random;

  private constructor(target: number, random: Random) {
    this.#target = target;
    this.#random = random;
    this.#server = createServer((client) => this.#serve(client));
  }

  static async start(target: number, random: Random): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(target, random);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Sets the share of faults and the source of random numbers. */
  harm(share: number, random: Random): void {
    this.share = share;
    this.#random = random;
  }

  /** Returns when no request is under way after its client gave up. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Closes every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Lets no request pass for this time. */
  async goAway(ms: number): Promise<void> {
    this.away = true;
    this.cut();
    await new Promise((done) => setTimeout(done, ms));
    this.away = false;
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await this.settled();
  }

  #serve(client: Socket): void {
    if (this.away) return void this.#keep(client).destroy();
    const server = this.#keep(connect(this.#target, '127.0.0.1'));
    this.#keep(client);
    const state = { harm: undefined as Harm | undefined, stalled: false };
    const cut = () => {
      client.destroy();
      server.destroy();
    };
    client.on('data', (request: Buffer) => {
      if (state.stalled) return;
      state.harm = this.#draw();
      if (state.harm === 'reset') return cut();
      if (state.harm === 'stalled' || state.harm === 'late') {
        state.stalled = true;
        if (state.harm === 'late') this.#sendLater(request, 1_500);
        return;
      }
      if (state.harm === 'repeated later') this.#sendLater(request, 3_000);
      server.write(request);
    });
    server.on('data', (reply: Buffer) => {
      if (state.harm === 'reply lost') return cut();
      if (state.harm === 'half a reply') {
        client.write(reply.subarray(0, reply.length >> 1), cut);
        return;
      }
      if (state.harm !== 'slow') return void client.write(reply);
      const wait = this.#random.between(20, 400);
      this.#later(wait, () => void (client.writable && client.write(reply)));
    });
    client.on('close', () => server.destroy());
    server.on('close', () => {
      if (!state.stalled) client.destroy();
    });
  }

  #draw(): Harm | undefined {
    if (!this.#random.chance(this.share)) return undefined;
    const harm = this.#random.weighted<Harm>(OFTEN);
    this.harms[harm] = (this.harms[harm] ?? 0) + 1;
    return harm;
  }

  /** Sends the bytes to the server on a new connection and drops the reply. */
  #sendLater(request: Buffer, within: number): void {
    this.#later(this.#random.between(50, within), async () => {
      const socket = this.#keep(connect(this.#target, '127.0.0.1'));
      socket.end(request);
      socket.resume();
      if (!socket.closed) await once(socket, 'close');
    });
  }

  #later(ms: number, then: () => unknown): void {
    const pending = new Promise<void>((done) => setTimeout(done, ms)).then(async () => {
      await then();
    });
    this.#pending.add(pending);
    void pending.finally(() => this.#pending.delete(pending));
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    // Broken connections are the purpose of this proxy.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    return socket.setNoDelay();
  }
}
