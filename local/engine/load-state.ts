import { MOST, readList, readSection, readText, refuse, requireJsonata, type Section } from './fields.ts';
import { serviceIntegrations } from './integrations.ts';
import { isObject } from './json.ts';
import { loadExit, readNext, templatePlace } from './load-exit.ts';
import { loadCatchers, loadRetriers } from './load-recovery.ts';
import type { ChoiceState, FailState, State, TaskState, WaitState } from './state-machine.ts';
import { compileTemplate, compileTyped, type FieldType } from './template.ts';

const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const ONWARD = ['Assign', 'Output', 'Next', 'End'];

/** The fields that each type of state may have. */
const FIELDS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['Task', [...COMMON, ...ONWARD, 'Resource', 'Arguments', 'TimeoutSeconds', 'Retry', 'Catch']],
  ['Choice', [...COMMON, 'Choices', 'Default', 'Assign', 'Output']],
  ['Pass', [...COMMON, ...ONWARD]],
  ['Wait', [...COMMON, ...ONWARD, 'Seconds', 'Timestamp']],
  ['Succeed', [...COMMON, 'Output']],
  ['Fail', [...COMMON, 'Error', 'Cause']],
]);

const STRING: FieldType<string> = {
  expected: 'a string',
  accepts: (value) => typeof value === 'string',
};
const BOOLEAN: FieldType<boolean> = {
  expected: 'a boolean',
  accepts: (value) => typeof value === 'boolean',
};
const TIMESTAMP: FieldType<string> = {
  expected: 'an RFC 3339 timestamp',
  accepts: (value): value is string =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
};
const seconds = (least: number): FieldType<number> => ({
  expected: `a whole number of seconds, at least ${least} and at most ${MOST}`,
  accepts: (value): value is number =>
    Number.isInteger(value) && least <= Number(value) && Number(value) <= MOST,
});

/** Loads one state. @throws UnsupportedDefinition for anything that the engine does not implement */
export function loadState(name: string, value: unknown): State {
  const type = isObject(value) ? value['Type'] : undefined;
  const known = FIELDS.get(type);
  const at = { state: name, path: '' };
  if (known === undefined) {
    return refuse({ ...at, fields: {} }, 'Type', `${JSON.stringify(type)} is not implemented by this engine`);
  }
  const section = readSection(value, known, at);
  if (section.fields['QueryLanguage'] !== undefined) requireJsonata(section);
  switch (type) {
    case 'Task':
      return loadTask(name, section);
    case 'Choice':
      return loadChoice(name, section);
    case 'Wait':
      return loadWait(name, section);
    case 'Fail':
      return loadFail(name, section);
    case 'Succeed':
      return { type, name, ...loadExit(section, undefined) };
    default:
      return { type: 'Pass', name, ...loadExit(section, readNext(section)) };
  }
}

function loadTask(name: string, section: Section): TaskState {
  const { Arguments: args, TimeoutSeconds: timeout } = section.fields;
  const integration =
    serviceIntegrations.get(readText(section, 'Resource')) ??
    refuse(section, 'Resource', `${section.fields['Resource']} is not implemented by this engine`);
  if (args === undefined) refuse(section, 'Arguments', 'is missing');
  if (isObject(args) && integration.argumentNames !== undefined) {
    readSection(args, integration.argumentNames, { state: name, path: 'Arguments' });
  }
  return {
    type: 'Task',
    name,
    integration,
    arguments: compileTemplate(args, templatePlace(section, 'Arguments')),
    timeoutSeconds:
      timeout === undefined
        ? undefined
        : compileTyped(timeout, seconds(1), templatePlace(section, 'TimeoutSeconds')),
    retriers: loadRetriers(section),
    catchers: loadCatchers(section),
    ...loadExit(section, readNext(section), ['result']),
  };
}

function loadChoice(name: string, section: Section): ChoiceState {
  const rules = readList(section, 'Choices').map((value, index) => {
    const known = ['Condition', 'Next', 'Assign', 'Output', 'Comment'];
    const rule = readSection(value, known, { state: name, path: `Choices[${index}]` });
    const place = templatePlace(rule, 'Condition');
    return {
      condition: compileTyped(rule.fields['Condition'], BOOLEAN, place),
      ...loadExit(rule, readText(rule, 'Next')),
    };
  });
  if (section.fields['Default'] !== undefined) {
    return { type: 'Choice', name, rules, otherwise: loadExit(section, readText(section, 'Default')) };
  }
  const unused = ['Assign', 'Output'].find((field) => section.fields[field] !== undefined);
  if (unused !== undefined)
    refuse(section, unused, 'is only evaluated on the way to Default, which is missing');
  return { type: 'Choice', name, rules, otherwise: undefined };
}

function loadWait(name: string, section: Section): WaitState {
  const { Seconds: length, Timestamp: timestamp } = section.fields;
  if ((length === undefined) === (timestamp === undefined)) {
    refuse(section, 'Seconds', 'or Timestamp must be there, and not both');
  }
  const until =
    length === undefined
      ? { timestamp: compileTyped(timestamp, TIMESTAMP, templatePlace(section, 'Timestamp')) }
      : { seconds: compileTyped(length, seconds(0), templatePlace(section, 'Seconds')) };
  return { type: 'Wait', name, until, ...loadExit(section, readNext(section)) };
}

function loadFail(name: string, section: Section): FailState {
  const text = (field: 'Error' | 'Cause') =>
    section.fields[field] === undefined
      ? undefined
      : compileTyped(section.fields[field], STRING, templatePlace(section, field));
  return { type: 'Fail', name, error: text('Error'), cause: text('Cause') };
}
