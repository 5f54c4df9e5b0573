import { UnsupportedDefinition } from './errors.ts';
import type { State, StateMachine } from './state-machine.ts';

/** Refuses transitions to missing states, unreachable states, and machines that never end. */
export function checkTransitions(machine: StateMachine): void {
  const { startAt, states } = machine;
  if (!states.has(startAt))
    throw new UnsupportedDefinition({ field: 'StartAt' }, `names no state: ${startAt}`);
  const reached = new Set<string>([startAt]);
  let ends = false;
  // Iterating a set also visits elements added meanwhile.
  for (const name of reached) {
    const ways = waysOut(states.get(name));
    if (ways.length === 0) ends = true;
    for (const { field, to } of ways) {
      if (to === undefined) ends = true;
      else if (states.has(to)) reached.add(to);
      else throw new UnsupportedDefinition({ state: name, field }, `names no state: ${to}`);
    }
  }
  for (const name of states.keys()) {
    if (!reached.has(name)) throw new UnsupportedDefinition({ field: `States/${name}` }, 'is not reachable');
  }
  if (!ends) throw new UnsupportedDefinition({ field: 'States' }, 'has no terminal state');
}

interface Way {
  readonly field: string;
  /** Undefined when the execution ends. */
  readonly to: string | undefined;
}

function waysOut(state: State | undefined): readonly Way[] {
  switch (state?.type) {
    case 'Task':
      return [
        { field: 'Next', to: state.next },
        ...state.catchers.map(({ next }, index) => ({ field: `Catch[${index}]/Next`, to: next })),
      ];
    case 'Choice':
      return [
        ...state.rules.map(({ next }, index) => ({ field: `Choices[${index}]/Next`, to: next })),
        ...(state.otherwise === undefined ? [] : [{ field: 'Default', to: state.otherwise.next }]),
      ];
    case 'Pass':
    case 'Wait':
      return [{ field: 'Next', to: state.next }];
    default:
      return [];
  }
}
