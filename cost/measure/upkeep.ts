import { checkModels } from '../../tasks/check-models.ts';
import { repairCache } from '../../tasks/rebuild-cache.ts';
import { repriceDue } from '../../tasks/reprice-due.ts';
import { settleMarks } from '../../tasks/settle-marks.ts';
import { sweep } from '../../tasks/sweep.ts';
import { verifyCache } from '../../tasks/verify-cache.ts';
import { watchMoves } from '../../tasks/watch-moves.ts';
import type { Meter } from './meter.ts';
import type { Shop } from './shop.ts';

/** Runs what the schedules run, once each, under the names of their entries; nothing is left for it to mend. */
export async function runUpkeep(shop: Shop, meter: Meter): Promise<void> {
  const need = {
    ...shop.counted,
    clock: shop.clock.iso,
    bus: { emit: async (events: unknown[]) => events.map(String) },
    executions: { start: async () => '' },
    report: () => {},
    underWayMs: 360_000,
  };
  const tasks: Record<string, () => Promise<unknown>> = {
    sweep: sweep({ ...need, settings: { openForMs: 360_000, maxSweeps: 5 } }),
    'settle-marks': settleMarks(need),
    'reprice-due': repriceDue(need as never),
    'check-models': checkModels(need),
    'watch-moves': watchMoves(need),
    'repair-cache': () => repairCache(need as never)({ force: false }),
    'check-cache': async () => {
      for await (const _ of verifyCache(need as never) as AsyncIterable<unknown>);
    },
  };
  // The first look at an empty cache fills it, which is no usual run.
  await tasks['repair-cache']?.();
  for (const [name, task] of Object.entries(tasks)) await meter.invoke(name, task);
}
