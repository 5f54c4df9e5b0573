import type { Envelope as AcceptedEnvelope } from '../../adapters/accepted-events.ts';
import type { Bus } from '../../adapters/bus.ts';
import type { Letter } from '../../adapters/letter-queue.ts';
import { type Trials, WAITING } from '../../adapters/trials.ts';
import { drainAccepted } from '../../upkeep/drain-accepted.ts';
import { repriceDue } from '../../upkeep/reprice-due.ts';
import { restartWaiting } from '../../upkeep/restart-waiting.ts';
import { settleMarks } from '../../upkeep/settle-marks.ts';
import { sweep } from '../../upkeep/sweep.ts';
import { SWEEP } from '../workflow/support/pipeline.ts';
import type { Caller } from './calls.ts';
import type { Envelope } from './market.ts';
import { storesOf } from './processes.ts';
import * as queues from './queue.ts';
import type { World } from './world.ts';

/** The time-out of the client that waits for a trial. */
const TRIAL_MS = 45_000;
/** The working time of a drain. */
const WORK_MS = 8 * 60_000;
const HOLD_SECONDS = 35 * 60;

/** The functions called by schedules and queues. Each call runs in a process of its own. */
export interface Upkeep {
  sweep(): Promise<unknown>;
  settleMarks(): Promise<unknown>;
  repriceDue(): Promise<unknown>;
  restartWaiting(): Promise<unknown>;
  reconcile(): Promise<unknown>;
}

/** The functions as deployed. `deliver` starts the workflow on the events of `repriceDue`. */
export function upkeepOf(world: World, deliver: (envelope: Envelope) => void): Upkeep {
  const { ground } = world;
  const { calls, clock } = ground;
  const processOf = (name: string): Caller => ({ name: `${name}/${++world.processes}`, dead: false });
  const executions = (caller: Caller): Trials =>
    calls.around(caller, 'executions', {
      start: async (envelope) => world.start(envelope as Envelope).name,
      async trial(envelope) {
        const tooLong = world.schedule.sleep(TRIAL_MS).then(() => ({ error: WAITING }));
        const end = await Promise.race([world.run(envelope as Envelope).end, tooLong]);
        return end?.error === WAITING ? 'waiting' : 'ended';
      },
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
    settleMarks: () => settleMarks({ ...storesOf(ground, processOf('settle-marks')), clock })(),
    repriceDue: repriced,
    async restartWaiting() {
      // Lambda does not call the function for an empty queue.
      if (!queues.canBeHad(world.data.waiting, world.schedule.now())) return;
      const caller = processOf('restart-waiting');
      const taken = await calls.call(caller, 'waiting.take', async () =>
        queues.takeFrom(world.data.waiting, world.schedule.now(), queues.WAITING, world.random),
      );
      const { restarted } = await restartWaiting({ executions: executions(caller), clock })(taken);
      await calls.call(caller, 'waiting.remove', async () => {
        const removed = new Set(restarted.map(({ messageId }) => messageId));
        world.data.waiting = world.data.waiting.filter(({ messageId }) => !removed.has(messageId));
      });
    },
    async reconcile() {
      const { data, schedule, random } = world;
      const caller = processOf('reconcile');
      const { ledger, priceStates, orders } = storesOf(ground, caller);
      const deliver = (envelope: AcceptedEnvelope) => executions(caller).start(envelope);
      const queue = calls.around(caller, 'accepted', {
        take: async (holdSeconds: number) => {
          const taking = { ...queues.ACCEPTED, visibilityMs: holdSeconds * 1000 };
          const taken = queues.takeFrom(data.acceptedQueue, schedule.now(), taking, random);
          return taken.map(({ messageId, body }) => ({
            messageId,
            receipt: messageId,
            body,
            attributes: {},
          }));
        },
        remove: async (letters: Letter[]) => {
          const removed = new Set(letters.map(({ receipt }) => receipt));
          data.acceptedQueue = data.acceptedQueue.filter(({ messageId }) => !removed.has(messageId));
        },
      });
      const settings = { workMs: WORK_MS, holdSeconds: HOLD_SECONDS };
      const report = () => {};
      await drainAccepted({ ledger, priceStates, orders, deliver, queue, clock, settings, report })();
    },
  };
}
