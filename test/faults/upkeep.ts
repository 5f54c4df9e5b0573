import type { Bus } from '../../adapters/bus.ts';
import type { Executions } from '../../adapters/executions.ts';
import { repriceDue } from '../../tasks/reprice-due.ts';
import { settleMarks } from '../../tasks/settle-marks.ts';
import { sweep } from '../../tasks/sweep.ts';
import { SWEEP } from '../workflow/support/pipeline.ts';
import type { Caller } from './calls.ts';
import type { Envelope } from './market.ts';
import { storesOf } from './processes.ts';
import type { World } from './world.ts';

/** The scheduled functions, each call of one in a process of its own. */
export interface Upkeep {
  sweep(): Promise<unknown>;
  settleMarks(): Promise<unknown>;
  repriceDue(): Promise<unknown>;
}

/** As deployed. `deliver` takes what `repriceDue` puts on the bus to the workflow. */
export function upkeepOf(world: World, deliver: (envelope: Envelope) => void): Upkeep {
  const { ground } = world;
  const { calls, clock } = ground;
  const processOf = (name: string): Caller => ({ name: `${name}/${++world.processes}`, dead: false });
  const executions = (caller: Caller): Executions =>
    calls.around(caller, 'executions', {
      start: async (envelope) => world.start(envelope as Envelope).name,
    });
  const bus: Bus = {
    async emit(events) {
      const accepted = events.map((event) => world.accept(event));
      accepted.forEach(deliver);
      return accepted.map(({ id }) => id);
    },
  };
  const schedule: Caller = { name: 'reprice-due', dead: false };
  const repriced = repriceDue({
    priceStates: storesOf(ground, schedule).priceStates,
    bus: calls.around(schedule, 'bus', bus),
    clock,
  });

  return {
    sweep() {
      const caller = processOf('sweep');
      return sweep({
        ledger: storesOf(ground, caller).ledger,
        executions: executions(caller),
        clock,
        settings: SWEEP,
      })();
    },
    settleMarks: () => settleMarks(storesOf(ground, processOf('settle-marks')))(),
    repriceDue: repriced,
  };
}
