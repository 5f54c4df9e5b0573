import { createHash } from 'node:crypto';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The data belongs to a stack that runs. */
export class DataInUse extends Error {
  override readonly name = 'DataInUse';
}

/**
 * Keeps other stacks off the data directory while this process lives: a Unix socket that its owner listens on. The system
 * closes it with the process, however that ends. Throws DataInUse. The returned function gives the directory back.
 */
export async function lockData(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  // The path of a socket has room for about 100 characters.
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 32);
  const socket = join(tmpdir(), `pricewire-${name}.sock`);
  if (await isListening(socket))
    throw new DataInUse(
      `the data in ${dataDir} belongs to a stack that is running; choose another place with --data`,
    );
  await rm(socket, { force: true });
  const server = createServer();
  await new Promise<void>((done, failed) => server.once('error', failed).listen(socket, done));
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

const isListening = (socket: string): Promise<boolean> =>
  new Promise((done) => {
    const client = connect(socket, () => {
      client.destroy();
      done(true);
    }).once('error', () => done(false));
  });
