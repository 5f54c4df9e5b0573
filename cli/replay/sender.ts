import { EVENTS_A_CALL, type InventoryBus, type InventoryDetail } from '../shared/bus.ts';

export interface Sender {
  /** Takes an event; waits while `concurrency` calls are in progress. Throws the error of an earlier call. */
  add(line: number, detail: InventoryDetail): Promise<void>;
  /** Sends the events so far, without waiting for the answer. */
  flush(): Promise<void>;
  /** Sends the rest and waits for every answer. */
  end(): Promise<void>;
}

interface SenderListeners {
  sent(count: number): void;
  refused(line: number, why: string): void;
}

/** Puts events on the bus, 10 a call, with at most `concurrency` calls in progress. */
export function sender(bus: Pick<InventoryBus, 'put'>, concurrency: number, on: SenderListeners): Sender {
  let batch: { line: number; detail: InventoryDetail }[] = [];
  const underWay = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  const put = async (entries: typeof batch): Promise<void> => {
    const answers = await bus.put(entries.map(({ detail }) => detail));
    let count = 0;
    for (const [index, answer] of answers.entries()) {
      if ('eventId' in answer) count += 1;
      else on.refused(entries[index]?.line ?? 0, answer.refused);
    }
    on.sent(count);
  };

  const throwFailure = () => {
    if (failure) throw failure.error;
  };

  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    while (underWay.size >= concurrency) await Promise.race(underWay);
    throwFailure();
    const entries = batch;
    batch = [];
    const call = put(entries)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => underWay.delete(call));
    underWay.add(call);
  };

  return {
    async add(line, detail) {
      throwFailure();
      batch.push({ line, detail });
      if (batch.length >= EVENTS_A_CALL) await flush();
    },
    flush,
    async end() {
      // Calls in progress are awaited even if the rest can't be sent.
      await flush().finally(() => Promise.all(underWay));
      throwFailure();
    },
  };
}
