import { expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { checkpointArchive, startUnfinished } from '../../../local/recovery.ts';
import { opening } from '../../contract/samples.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { spoil } from '../../fakes/plain.ts';
import { minutesAgo, NOW } from '../domain/make.ts';

it('an event whose row cannot be read is neither started nor left behind by the checkpoint', async () => {
  const data: LedgerData = { rows: {}, evidence: {} };
  await memoryLedger(data).open(opening('bad'));
  spoil(data.rows, 'bad', 'ledger', 'x');
  const queued: unknown[] = [];
  let checkpoints = 0;
  const archived = (ids: string[]) => ({
    async *sinceCheckpoint() {
      for (const id of ids) yield { id, time: minutesAgo(5) } as Envelope;
    },
    checkpoint: async () => {
      checkpoints += 1;
    },
  });
  const deps = (ids: string[]) => ({ archive: archived(ids), ledger: memoryLedger(data) }) as never;
  const delivery = { queue: ({ id }: Envelope) => queued.push(id) };

  const started = await startUnfinished({
    ...(deps(['bad', 'lost']) as object),
    delivery,
    clock: () => NOW,
    swept: NOW,
  } as never);
  await checkpointArchive(deps(['bad']));

  expect(started).toBe(1);
  expect(queued).toEqual(['lost']);
  expect(checkpoints).toBe(0);
});
