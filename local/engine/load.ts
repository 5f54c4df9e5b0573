import { readInteger, readSection, readText, refuse, requireJsonata, type Section } from './fields.ts';
import { isObject } from './json.ts';
import { loadState } from './load-state.ts';
import type { State, StateMachine } from './state-machine.ts';
import { checkTransitions } from './transitions.ts';

const LONGEST_NAME = 80;

/** Maximum duration of an Express execution. */
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
  requireShortName(section, options.name, 'Name');
  for (const name of Object.keys(states)) requireShortName(section, name, 'States');
  const seconds = readInteger(section, 'TimeoutSeconds', { least: 1, otherwise: EXPRESS_SECONDS });
  const machine: StateMachine = {
    ...options,
    startAt: readText(section, 'StartAt'),
    timeoutMs: 1000 * Math.min(EXPRESS_SECONDS, seconds),
    states: new Map(
      Object.entries(states).map(([name, state]): [string, State] => [name, loadState(name, state)]),
    ),
  };
  checkTransitions(machine);
  return machine;
}

function requireShortName(section: Section, name: string, field: string): void {
  if (name.length > LONGEST_NAME)
    refuse(section, field, `has a name of ${name.length} characters, at most ${LONGEST_NAME}: ${name}`);
}
