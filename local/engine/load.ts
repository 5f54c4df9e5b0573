import { readInteger, readSection, readText, refuse, requireJsonata } from './fields.ts';
import { isObject } from './json.ts';
import { loadState } from './load-state.ts';
import type { State, StateMachine } from './state-machine.ts';
import { checkTransitions } from './transitions.ts';

/** An Express execution may run for five minutes, whatever its definition says. */
const EXPRESS_SECONDS = 300;

/**
 * Loads a state machine: checks it and parses every expression in it, once.
 * @param definition the parsed Amazon States Language JSON, after substitution
 * @throws UnsupportedDefinition naming the state and the field that this engine does not implement or AWS would refuse
 */
export function loadStateMachine(definition: unknown, options: { name: string; arn: string }): StateMachine {
  const known = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
  const section = readSection(definition, known, { path: '' });
  requireJsonata(section);
  const { States: states, Version: version = '1.0' } = section.fields;
  if (version !== '1.0') refuse(section, 'Version', 'must be "1.0"');
  if (!isObject(states)) return refuse(section, 'States', 'must be an object');
  const machine: StateMachine = {
    ...options,
    startAt: readText(section, 'StartAt'),
    timeoutMs: 1000 * Math.min(EXPRESS_SECONDS, readInteger(section, 'TimeoutSeconds', 1, EXPRESS_SECONDS)),
    states: new Map(
      Object.entries(states).map(([name, state]): [string, State] => [name, loadState(name, state)]),
    ),
  };
  checkTransitions(machine);
  return machine;
}
