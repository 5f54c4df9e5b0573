import type { Catalog } from '../../../adapters/catalog.ts';
import { type Answer, execution, memoize, type Next, type Program } from './runner.ts';
import { broken, identityOf, type Step, taken, type Without, type World } from './world.ts';

export interface Run {
  /** Envelopes by event id. */
  events: Record<string, Record<string, unknown> & { id: string; detail: object }>;
  /** The event that each execution is of; twice the same is a duplicate delivery. */
  executions: string[];
  /** Each reads the price once, as a storefront process does. */
  readers?: Program[];
  /** How many executions may be killed, how many steps may fail (before or after they took effect), how often Redis may lose its data. */
  crashes?: number;
  errors?: number;
  flushes?: number;
  /** How many times the sweeper may restart an event whose execution is still alive; it always restarts those of dead ones. */
  liveSweeps?: number;
  world: World;
  catalog: Catalog;
  now: string;
  without?: Without;
  mostStates?: number;
}

/** One execution or reader: how far it is, as the answers it has had. */
interface Slot {
  event: string | null;
  /** Identifies the answers; null when it has ended or was killed. */
  at: string | null;
  /** For a reader, what was visible when it began. */
  floor: number;
}

interface Node {
  world: World;
  slots: Slot[];
  left: { crashes: number; errors: number; flushes: number; liveSweeps: number };
  path: { before: Node; step: string } | null;
}

export interface Explored {
  states: number;
  /** What is broken -> the steps that lead there. */
  violations: Map<string, string[]>;
}

/** Walks every interleaving of the run's executions, sweeps and readers with every placing of its faults. */
export async function explore(run: Run): Promise<Explored> {
  const histories = new Map<string, readonly Answer[]>();
  const programs = new Map<string, (history: readonly Answer[], key: string) => Promise<Next>>();
  const sequences = Object.fromEntries(
    Object.values(run.events).map(({ id, detail }) => [id, (detail as { sequence?: number }).sequence]),
  );
  const ids = new Map<string, number>();
  const violations = new Map<string, string[]>();

  const start = (slot: number, event: string | null, world: World): Slot => {
    const key = event === null ? `reader${slot}` : `x${slot}:${event}`;
    histories.set(key, []);
    if (!programs.has(key)) programs.set(key, memoize(programOf(slot, event)));
    return { event, at: key, floor: world.visible };
  };
  const programOf = (slot: number, event: string | null): Program => {
    const envelope = event === null ? undefined : run.events[event];
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
    const text = JSON.stringify(answer);
    if (!ids.has(text)) ids.set(text, ids.size);
    const key = `${at}/${ids.get(text)}`;
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
      liveSweeps: run.liveSweeps ?? 0,
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
      if (reached.length === 0) for (const each of broken(node.world, sequences)) report(each, node);
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
    reached.push(...sweeps(node));
    if (node.left.flushes > 0 && Object.keys(node.world.hashes).length > 0) {
      reached.push(
        after(node, 'Redis loses its data', {
          world: { ...node.world, hashes: {} },
          left: { flushes: node.left.flushes - 1 },
        }),
      );
    }
    return reached;
  }

  // Where the next step of an execution commutes with all that others could do before it, its order with theirs makes no
  // difference: it is enough to walk on from it.
  async function firstAlone(node: Node): Promise<Node[] | undefined> {
    for (const [index, slot] of node.slots.entries()) {
      if (slot.at === null || slot.event === null) continue;
      const wanted = await next(slot.at);
      if ('ended' in wanted || isAlone(node, slot.event, wanted.step))
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
    const { world, value } = await taken(node.world, wanted.step, run.without);
    const done = after(node, `${name} ${store}.${method}`, { world });
    moveTo(done, index, answered(at, { value }));
    reached.push(done);
    if (slot.event === null) return reached;
    if (method === 'takeTurn') {
      // Turns are advice: every promise is kept whatever is said of them.
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

  // The sweeper restarts open events, and takes away the marks of closed ones.
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
      if (outcome !== undefined && node.world.states[productId]?.unsettled[eventId] && !busy) {
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

function isAlone({ slots, left, world }: Node, event: string, { store, method }: Step): boolean {
  if (store === 'cache')
    return method === 'epoch' && left.flushes === 0 && Object.keys(world.hashes).length > 0;
  const duplicates = slots.filter((slot) => slot.event === event && slot.at !== null).length > 1;
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
