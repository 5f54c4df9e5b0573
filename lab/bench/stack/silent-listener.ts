import { connect, type Socket } from 'node:net';

/** Opens `count` streams of these products that are never read, and reopens each when it is cut off. */
export function silentListeners(count: number, url: string, productIds: string[]) {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let [cutOff, stopped] = [0, false];
  const listen = () => {
    const socket = connect(Number(port), hostname);
    open.add(socket);
    // Without a listener for data, nothing is read once the socket's own buffer is full.
    socket.pause();
    socket.write(
      `GET /v1/prices/stream?ids=${productIds.join(',')} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`,
    );
    socket.on('error', () => {});
    socket.on('close', () => {
      open.delete(socket);
      if (stopped) return;
      cutOff += 1;
      setTimeout(listen, 1_000);
    });
  };
  for (let at = 0; at < count; at += 1) listen();
  return {
    cutOff: () => cutOff,
    stop() {
      stopped = true;
      for (const socket of open) socket.destroy();
    },
  };
}
