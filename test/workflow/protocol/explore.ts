import type { Catalog } from '../../../adapters/catalog.ts';
import { type Answer, execution, memoize, type Next, type Program } from './runner.ts';
import {
  broken,
  caredFor,
  FORGERIES,
  forged,
  identityOf,
  type Step,
  taken,
  type Without,
  type World,
} from './world.ts';

export interface Run {
  /** Envelopes by event id. */
  events: Record<string, Record<string, unknown> & { id: string; detail: object }>;
  /** The event of each execution; the same event twice is a duplicate delivery. */
  executions: string[];
  /** Each reads the price once, as a storefront process does. */
  readers?: readonly Program[];
  /** How many executions may be killed, how many steps may fail (before or after they took effect), how often Redis may lose its data. */
  crashes?: number;
  errors?: number;
  flushes?: number;
  /** How many times somebody forges data in Redis. Forgeries that are left at the end are repaired by the schedule. */
  forgeries?: number;
  /** How many outages of one store there may be, of any length. */
  outages?: number;
  /** Whether the archive starts events that are nowhere else; without crashes the queue of waiting events is enough. */
  archive?: boolean;
  /** How many times the sweeper may restart an event whose execution is still alive; it always restarts those of dead ones. */
  liveSweeps?: number;
  /** Whether the product comes into the catalog at a moment of the run. */
  isListedLate?: boolean;
  world: World;
  catalog: Catalog;
  now: string;
  without?: Without;
  mostStates?: number;
}

const STORES = ['ledger', 'priceStates', 'cache'] as const;

/** An execution or reader, and the answers that it has had. */
interface Slot {
  event: string | null;
  /** Identifies the answers; null after its end or death. */
  at: string | null;
  /** For a reader, the revision that was visible when it began. */
  floor: number;
}

interface Node {
  world: World;
  slots: Slot[];
  left: {
    crashes: number;
    errors: number;
    flushes: number;
    forgeries: number;
    liveSweeps: number;
    outages: number;
  };
  path: { before: Node; step: string } | null;
}

export interface Explored {
  states: number;
  /** Each violation with the steps that lead to it. */
  violations: Map<string, string[]>;
}

/** Walks every interleaving of the run's executions, sweeps and readers with every placing of its faults. */
export async function explore(run: Run): Promise<Explored> {
  const histories = new Map<string, readonly Answer[]>();
  const programs = new Map<string, (history: readonly Answer[], key: string) => Promise<Next>>();
  const sequences = Object.fromEntries(
    Object.values(run.events).map(({ id, detail }) => [id, (detail as { sequence?: number }).sequence]),
  );
  const accepted = [...new Set(run.executions)];
  const ids = new Map<string, number>();
  const violations = new Map<string, string[]>();

  const numberOf = (text: string): number => {
    if (!ids.has(text)) ids.set(text, ids.size);
    return ids.get(text) as number;
  };
  const start = (slot: number, event: string | null, world: World, waited = ''): Slot => {
    const key = event === null ? `reader${slot}` : `x${slot}:${event}${waited && `:${numberOf(waited)}`}`;
    histories.set(key, []);
    if (!programs.has(key)) programs.set(key, memoize(programOf(slot, event, waited)));
    return { event, at: key, floor: world.visible };
  };
  const programOf = (slot: number, event: string | null, waited: string): Program => {
    const envelope = waited !== '' ? JSON.parse(waited) : event === null ? undefined : run.events[event];
    const reader = run.readers?.[slot - run.executions.length];
    if (envelope) return execution(envelope, `x${slot}`, run);
    if (reader) return reader;
    throw new Error(`slot ${slot} has nothing to run`);
  };
  const next = (at: string): Promise<Next> => {
    const ask = programs.get(at.split('/', 1)[0] ?? '');
    const history = histories.get(at);
    if (!ask || !history) throw new Error(`nothing is known of ${at}`);
    return ask(history, at);
  };
  const answered = (at: string, answer: Answer): string => {
    const key = `${at}/${numberOf(JSON.stringify(answer))}`;
    if (!histories.has(key)) histories.set(key, [...(histories.get(at) ?? []), answer]);
    return key;
  };

  const first: Node = {
    world: structuredClone(run.world),
    slots: [],
    left: {
      crashes: run.crashes ?? 0,
      errors: run.errors ?? 0,
      flushes: run.flushes ?? 0,
      forgeries: run.forgeries ?? 0,
      liveSweeps: run.liveSweeps ?? 0,
      outages: run.outages ?? 0,
    },
    path: null,
  };
  first.slots = [
    ...run.executions.map((event, slot) => start(slot, event, first.world)),
    ...(run.readers ?? []).map((_, index) => start(run.executions.length + index, null, first.world)),
  ];

  const seen = new Set([keyOf(first)]);
  let frontier = [first];
  while (frontier.length > 0) {
    const later: Node[] = [];
    for (const node of frontier) {
      const reached = await successors(node);
      if (reached.length === 0) {
        const world = node.world.forged ? await caredFor(node.world) : node.world;
        for (const each of broken(world, sequences, accepted)) report(each, node);
      }
      for (const each of reached) {
        const key = keyOf(each);
        if (seen.has(key)) continue;
        seen.add(key);
        later.push(each);
      }
      if (seen.size > (run.mostStates ?? 2_000_000)) throw new Error(`more than ${run.mostStates} states`);
    }
    frontier = later;
  }
  return { states: seen.size, violations };

  function report(violation: string, node: Node): void {
    if (!violations.has(violation)) violations.set(violation, stepsTo(node));
  }

  async function successors(node: Node): Promise<Node[]> {
    const alone = await firstAlone(node);
    if (alone) return alone;
    const reached: Node[] = [];
    for (const [index, slot] of node.slots.entries()) {
      if (slot.at !== null) reached.push(...(await stepsOf(node, index, slot, slot.at)));
    }
    reached.push(...sweeps(node), ...restarts(node), ...outages(node));
    if (node.left.flushes > 0 && Object.keys(node.world.hashes).length > 0) {
      reached.push(
        after(node, 'Redis loses its data', {
          world: { ...node.world, hashes: {} },
          left: { flushes: node.left.flushes - 1 },
        }),
      );
    }
    if (node.world.isListed === false)
      reached.push(
        after(node, 'the product comes into the catalog', { world: { ...node.world, isListed: true } }),
      );
    if (node.left.forgeries > 0)
      for (const [what, fields] of Object.entries(FORGERIES))
        reached.push(
          after(node, `somebody writes ${what} to Redis`, {
            world: forged(node.world, fields),
            left: { forgeries: node.left.forgeries - 1 },
          }),
        );
    return reached;
  }

  // If an execution's next step commutes with everything that others could do before it, only one order is explored.
  async function firstAlone(node: Node): Promise<Node[] | undefined> {
    for (const [index, slot] of node.slots.entries()) {
      if (slot.at === null || slot.event === null) continue;
      const wanted = await next(slot.at);
      if ('ended' in wanted || isAlone(node, slot.event, wanted.step, run.forgeries !== undefined))
        return stepsOf(node, index, slot, slot.at);
    }
    return undefined;
  }

  async function stepsOf(node: Node, index: number, slot: Slot, at: string): Promise<Node[]> {
    const wanted = await next(at);
    const name = slot.event === null ? `reader ${index}` : `x${index}(${slot.event})`;
    if ('ended' in wanted) {
      if (wanted.fault !== undefined) report(`${name} failed: ${wanted.fault}`, node);
      return [finished(node, index, slot, name, wanted.answer)];
    }
    const { store, method } = wanted.step;
    const reached: Node[] = [];
    if (node.world.away.includes(store)) {
      const failed = after(node, `${name} can't reach ${store}`);
      const error = store === 'cache' ? 'CacheUnavailable' : 'StoreUnavailable';
      moveTo(failed, index, answered(at, { error }));
      return [failed];
    }
    const { world, value } = await taken(node.world, wanted.step, run.without);
    const done = after(node, `${name} ${store}.${method}`, { world });
    moveTo(done, index, answered(at, { value }));
    reached.push(done);
    if (slot.event === null) return reached;
    if (method === 'takeTurn') {
      // Turns are advice: every promise must be kept with either answer.
      const misled = after(node, `${name} is told the contrary of whose turn it is`);
      moveTo(misled, index, answered(at, { value: value !== true }));
      reached.push(misled);
    }
    if (node.left.crashes > 0) {
      const killed = after(node, `${name} is killed before ${store}.${method}`, {
        left: { crashes: node.left.crashes - 1 },
      });
      moveTo(killed, index, null);
      reached.push(killed);
    }
    if (node.left.errors > 0) {
      for (const effect of ['before', 'after'] as const) {
        const failed = after(node, `${name} ${store}.${method} fails ${effect} its effect`, {
          world: effect === 'after' ? world : node.world,
          left: { errors: node.left.errors - 1 },
        });
        moveTo(failed, index, answered(at, { error: 'Injected' }));
        reached.push(failed);
      }
    }
    return reached;
  }

  function finished(node: Node, index: number, slot: Slot, name: string, answer: number | undefined): Node {
    const visible = Math.max(node.world.visible, answer ?? 0);
    const step = answer === undefined ? `${name} ends` : `${name} is answered revision ${answer}`;
    const ended = after(node, step, { world: { ...node.world, visible } });
    moveTo(ended, index, null);
    if (answer !== undefined && answer < slot.floor) report('a reader went back', ended);
    return ended;
  }

  // Waiting events start when no store is away, since a trial before that would change nothing. The archive starts events
  // that are nowhere else.
  function restarts(node: Node): Node[] {
    const free = node.slots.findIndex(({ event, at }) => event !== null && at === null);
    if (free < 0 || node.world.away.length > 0) return [];
    const isBusy = (id: string) => node.slots.some(({ event, at }) => event === id && at !== null);
    const idOf = (message: string) => (JSON.parse(message) as { id: string }).id;
    const waiting = node.world.waiting
      .filter((message) => !isBusy(idOf(message)))
      .map((message) => {
        const world = { ...node.world, waiting: node.world.waiting.filter((each) => each !== message) };
        const restarted = after(node, `${idOf(message)} has waited and is started again`, { world });
        restarted.slots[free] = start(free, idOf(message), world, message);
        return restarted;
      });
    const isKnown = (id: string) =>
      isBusy(id) ||
      node.world.ledger.rows[id] !== undefined ||
      node.world.waiting.some((each) => idOf(each) === id);
    const lost = run.archive ? accepted.filter((id) => !isKnown(id)) : [];
    return [
      ...waiting,
      ...lost.map((id) => {
        const found = after(node, `${id} is started from the archive`);
        found.slots[free] = start(free, id, found.world);
        return found;
      }),
    ];
  }

  function outages(node: Node): Node[] {
    const { away } = node.world;
    const back = away.map((store) =>
      after(node, `${store} is back`, {
        world: { ...node.world, away: away.filter((each) => each !== store) },
      }),
    );
    if (node.left.outages === 0) return back;
    const gone = STORES.filter((store) => !away.includes(store)).map((store) =>
      after(node, `${store} goes away`, {
        world: { ...node.world, away: [...away, store].sort() },
        left: { outages: node.left.outages - 1 },
      }),
    );
    return [...back, ...gone];
  }

  // The sweeper restarts open events and removes the marks of closed ones.
  function sweeps(node: Node): Node[] {
    const reached: Node[] = [];
    const free = node.slots.findIndex(({ event, at }) => event !== null && at === null);
    for (const { eventId, productId = '', outcome } of Object.values(node.world.ledger.rows)) {
      const busy = node.slots.some(({ event, at }) => event === eventId && at !== null);
      if (outcome === undefined && free >= 0 && (!busy || node.left.liveSweeps > 0)) {
        const swept = after(
          node,
          `the sweeper restarts ${eventId}`,
          busy ? { left: { liveSweeps: node.left.liveSweeps - 1 } } : {},
        );
        swept.slots[free] = start(free, eventId, swept.world);
        reached.push(swept);
      }
      // At any time: no running execution may depend on a mark that the settler removes.
      if (outcome !== undefined && node.world.states[productId]?.unsettled[eventId]) {
        reached.push(
          after(node, `the sweeper settles ${eventId}`, { world: settled(node.world, productId, eventId) }),
        );
      }
    }
    return reached;
  }
}

function after(
  node: Node,
  step: string,
  { world = node.world, left = {} }: { world?: World; left?: Partial<Node['left']> } = {},
): Node {
  return { world, slots: [...node.slots], left: { ...node.left, ...left }, path: { before: node, step } };
}

function settled(world: World, productId: string, eventId: string): World {
  const states = structuredClone(world.states);
  delete states[productId]?.unsettled[eventId];
  return { ...world, states };
}

function isAlone(
  { slots, left, world }: Node,
  event: string,
  { store, method }: Step,
  hasForgeries: boolean,
): boolean {
  if (left.outages > 0 || world.away.length > 0) return false;
  if (store === 'cache')
    return method === 'epoch' && left.flushes === 0 && !hasForgeries && Object.keys(world.hashes).length > 0;
  // Orders do not change during a run.
  if (store === 'orders') return method === 'read';
  const duplicates = slots.filter((slot) => slot.event === event && slot.at !== null).length > 1;
  // Commits of other events read the rows of marks, and remove the marks of closed ones.
  if (method === 'close' || method === 'readMany') return false;
  return store === 'ledger' && !duplicates && left.liveSweeps === 0;
}

function moveTo(node: Node, index: number, at: string | null): void {
  const slot = node.slots[index];
  if (slot) node.slots[index] = { ...slot, at };
}

const keyOf = ({ world, slots, left }: Node): string =>
  `${identityOf(world)}|${JSON.stringify([slots, left])}`;

function stepsTo(node: Node): string[] {
  const steps: string[] = [];
  for (let at: Node | null = node; at?.path; at = at.path.before) steps.unshift(at.path.step);
  return steps;
}
