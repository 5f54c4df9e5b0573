import type { StatesPart } from './expression-check.ts';
import { readText, refuse, type Section } from './fields.ts';
import { isObject } from './json.ts';
import type { Exit } from './state-machine.ts';
import { compileTemplate, type Template, type TemplatePlace } from './template.ts';

const VARIABLE_NAME = /^\p{ID_Start}\p{ID_Continue}{0,79}$/u;

/** Location of the expressions in a section's field, and the parts of `$states` that they may read. */
export function templatePlace(
  section: Section,
  field: string,
  parts: readonly StatesPart[] = [],
): TemplatePlace {
  return {
    field: section.path + field,
    parts: ['input', 'context', ...parts],
    refuse: (path, why) => refuse({ ...section, path: '' }, path, why),
  };
}

/** Loads Assign, Output and the next state. `parts`: what the two may read besides input and context. */
export function loadExit(
  section: Section,
  next: string | undefined,
  parts: readonly StatesPart[] = [],
): Exit {
  const { Output: output } = section.fields;
  return {
    assign: loadAssign(section, parts),
    output:
      output === undefined ? undefined : compileTemplate(output, templatePlace(section, 'Output', parts)),
    next,
  };
}

/** Reads Next and End; a state must have exactly one of them. */
export function readNext(section: Section): string | undefined {
  const { Next: next, End: end } = section.fields;
  if (end !== undefined && end !== true) return refuse(section, 'End', 'must be true or be left out');
  if (next !== undefined && end !== undefined) return refuse(section, 'Next', 'and End exclude each other');
  if (next === undefined && end === undefined) return refuse(section, 'Next', 'or End is missing');
  return end === true ? undefined : readText(section, 'Next');
}

function loadAssign(section: Section, parts: readonly StatesPart[]): ReadonlyMap<string, Template> {
  const { Assign: assign = {} } = section.fields;
  if (!isObject(assign)) return refuse(section, 'Assign', 'must be an object');
  const templates = new Map<string, Template>();
  for (const [name, value] of Object.entries(assign)) {
    const field = `Assign/${name}`;
    if (name === 'states') return refuse(section, field, 'uses a reserved name');
    if (!VARIABLE_NAME.test(name)) return refuse(section, field, 'is not a valid variable name');
    templates.set(name, compileTemplate(value, templatePlace(section, field, parts)));
  }
  return templates;
}
