import { startStack } from '../../../local/stack.ts';

// A stack in a process of its own, on free ports. Its first message contains its addresses.
const [dataDir = '', modelUrl] = process.argv.slice(2);
const stack = await startStack({
  dataDir,
  modelUrl,
  port: 0,
  path: process.env['PATH'],
  onFault: (error) => console.error(error),
});
process.once('SIGTERM', () => void stack.stop());
process.send?.({ url: stack.url, endpoints: stack.endpoints });
