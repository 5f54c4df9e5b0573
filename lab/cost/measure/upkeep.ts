import type { LetterQueue } from '../../../adapters/letter-queue.ts';
import { checkModels } from '../../../upkeep/check-models.ts';
import { drainAccepted } from '../../../upkeep/drain-accepted.ts';
import { repairCache } from '../../../upkeep/rebuild-cache.ts';
import { repriceDue } from '../../../upkeep/reprice-due.ts';
import { settleMarks } from '../../../upkeep/settle-marks.ts';
import { sweep } from '../../../upkeep/sweep.ts';
import { verifyCache } from '../../../upkeep/verify-cache.ts';
import { watchMoves } from '../../../upkeep/watch-moves.ts';
import type { Meter } from './meter.ts';
import type { Shop } from './shop.ts';

/** The number of messages that a run looks up; after a short sale some are duplicates. */
export const LOOKED_UP = 100;

/** Runs each scheduled and queued job once, under the name of its entry. Nothing is left to repair. */
export async function runUpkeep(shop: Shop, meter: Meter, eventIds: string[]): Promise<void> {
  const deps = {
    ...shop.counted,
    clock: shop.clock.iso,
    bus: { emit: async (events: unknown[]) => events.map(String) },
    executions: { start: async () => '', trial: async () => 'ended' as const },
    report: () => {},
    underWayMs: 360_000,
  };
  const tasks: Record<string, () => Promise<unknown>> = {
    sweep: sweep({ ...deps, settings: { openForMs: 360_000, maxSweeps: 5 } }),
    'settle-marks': settleMarks(deps),
    'reprice-due': repriceDue(deps as never),
    'check-models': checkModels(deps),
    'watch-moves': watchMoves(deps),
    'repair-cache': () => repairCache(deps as never)({ force: false }),
    'reconcile-accepted': drainAccepted({
      ...deps,
      deliver: async () => {},
      queue: queueOf(Array.from({ length: LOOKED_UP }, (_, at) => eventIds[at % eventIds.length] ?? '')),
      settings: { workMs: Number.POSITIVE_INFINITY, holdSeconds: 1 },
    }),
    'check-cache': async () => {
      for await (const _ of verifyCache(deps as never) as AsyncIterable<unknown>);
    },
  };
  // The first run on an empty cache fills it, which is unusual.
  await tasks['repair-cache']?.();
  for (const [name, task] of Object.entries(tasks)) await meter.invoke(name, task);
}

/** A queue of accepted events with ten messages a receive. */
function queueOf(eventIds: string[]): Pick<LetterQueue, 'take' | 'remove'> {
  const left = [...eventIds];
  return {
    take: async () =>
      left
        .splice(0, 10)
        .map((id) => ({ messageId: id, receipt: id, body: JSON.stringify({ id }), attributes: {} })),
    remove: async () => {},
  };
}
