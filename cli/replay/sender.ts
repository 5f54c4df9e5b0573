import { EVENTS_A_CALL, type InventoryBus, type InventoryDetail } from '../shared/bus.ts';

export interface Sender {
  /** Takes an event; waits while as many calls as allowed are under way. Throws what a call before has met with. */
  add(line: number, detail: InventoryDetail): Promise<void>;
  /** Sends what was taken so far, without waiting for the answer. */
  flush(): Promise<void>;
  /** Sends the rest and waits for every answer. */
  end(): Promise<void>;
}

interface SenderListeners {
  sent(count: number): void;
  refused(line: number, why: string): void;
}

/** Puts events on the bus, 10 a call, with at most `concurrency` calls under way. */
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
      // What is under way is waited for even when the rest can't be sent.
      await flush().finally(() => Promise.all(underWay));
      throwFailure();
    },
  };
}
