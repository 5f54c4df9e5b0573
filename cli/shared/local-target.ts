import type { Confirmed } from '../../api/routes/asked.ts';
import { asError } from '../../domain/values/thrown.ts';
import { LOCAL_AWS } from '../../local/services/aws.ts';
import { BUS_NAME } from '../../local/services/eventbridge.ts';
import { inventoryBus } from './bus.ts';
import { CliFailure, noConnection, unreachable } from './failure.ts';
import type { Target } from './target.ts';

/** The stack at `url`. It belongs to the user, so changes need no confirmation. */
export function localTarget(url: string): Target {
  const explain = (error: unknown): CliFailure => {
    if (error instanceof CliFailure) return error;
    const { name, message } = asError(error);
    return unreachable(url, noConnection(error) ?? (name === 'TimeoutError' ? 'no answer in time' : message));
  };
  return {
    fetch: (path, init) => fetch(new URL(path, url), init),
    explain,
    stranger: ({ status, headers }) =>
      new CliFailure(
        3,
        `the server at ${url} is not a Pricewire stack (${status}, ${headers.get('content-type') ?? 'no content type'})`,
      ),
    async bus() {
      // Loaded here, so that commands that send no events start faster.
      const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
      const client = new EventBridgeClient({ ...LOCAL_AWS, endpoint: url });
      return inventoryBus(client, BUS_NAME, (error) => {
        if (noConnection(error) !== undefined) return explain(error);
        const { name, message } = asError(error);
        return new CliFailure(1, `the event bus at ${url} refused the call: ${name}: ${message}`, {
          cause: error,
        });
      });
    },
    confirm: async () => ({}) as Confirmed,
  };
}
