import { isObject } from './json.ts';

/** The parts of `$states` that a field may read. */
export type StatesPart = 'input' | 'context' | 'result' | 'errorOutput';

/**
 * Finds parts of a parsed JSONata expression that can't work on AWS: `$$`, `$` and bare names at the top level (there is no
 * input document), parts of `$states` that the field can't read, and `$eval`, which always fails there.
 * @param ast the result of `expression.ast()`
 * @returns the reason, or undefined for a valid expression
 */
export function refusal(ast: unknown, parts: readonly StatesPart[]): string | undefined {
  return topLevelReference(ast) ?? forbiddenAnywhere(ast, parts, new Set());
}

/** Visits only nodes without a context item: later steps of a path, predicates, lambdas and transforms have one. */
function topLevelReference(node: unknown): string | undefined {
  if (!isObject(node)) return undefined;
  if (node['type'] === 'name' || (node['type'] === 'variable' && node['value'] === '')) {
    const name = node['type'] === 'name' ? node['value'] : '$';
    return `refers to '${name}' at the top level, where only $states and variables exist`;
  }
  for (const child of childrenWithoutContext(node)) {
    const found = topLevelReference(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function childrenWithoutContext(node: Record<string, unknown>): unknown[] {
  const list = (key: string) => (Array.isArray(node[key]) ? (node[key] as unknown[]) : []);
  switch (node['type']) {
    case 'path':
      return list('steps').slice(0, 1);
    case 'unary':
      return node['value'] === '{' ? list('lhs').flat() : [...list('expressions'), node['expression']];
    case 'binary':
    case 'apply':
      return [node['lhs'], node['rhs']];
    case 'bind':
      return [node['rhs']];
    case 'function':
    case 'partial':
      return [node['procedure'], ...list('arguments')];
    case 'block':
      return list('expressions');
    case 'condition':
      return [node['condition'], node['then'], node['else']];
    default:
      return [];
  }
}

function forbiddenAnywhere(
  node: unknown,
  parts: readonly StatesPart[],
  seen: Set<unknown>,
): string | undefined {
  // JSONata's parent operator links nodes to their ancestors, so the tree can have cycles.
  if (typeof node !== 'object' || node === null || seen.has(node)) return undefined;
  seen.add(node);
  if (isObject(node)) {
    if (node['type'] === 'variable' && node['value'] === '$')
      return 'refers to $$, which does not exist here';
    if (node['type'] === 'variable' && node['value'] === 'eval')
      return 'calls $eval, which does not exist here';
    const hidden = hiddenStatesPart(node, parts);
    if (hidden !== undefined) return `refers to $states.${hidden}, which this field cannot see`;
  }
  for (const child of Object.values(node)) {
    const found = forbiddenAnywhere(child, parts, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hiddenStatesPart(node: Record<string, unknown>, parts: readonly string[]): string | undefined {
  if (node['type'] !== 'path' || !Array.isArray(node['steps'])) return undefined;
  const [first, second] = node['steps'];
  const readsStates = isObject(first) && first['type'] === 'variable' && first['value'] === 'states';
  if (!readsStates || !isObject(second) || second['type'] !== 'name') return undefined;
  const part = String(second['value']);
  return parts.includes(part) ? undefined : part;
}
