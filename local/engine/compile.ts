import { BOUNDS } from './expression-bounds.ts';
import { isObject } from './json.ts';
import { JSONATA_NAMES } from './jsonata-names.ts';

/** Evaluates synchronously with these variables. Throws `NotCompiled` for values that need JSONata itself. */
export type Compiled = (variables: Record<string, unknown>) => unknown;

/** Thrown at run time: JSONata must evaluate the expression. */
export const NotCompiled = Symbol('not compiled');

const giveUp = (): never => {
  throw NotCompiled;
};

/**
 * Compiles the plain part of JSONata, which covers most expressions of a workflow: paths through objects, literals, comparisons,
 * conditions, objects, short lists, blocks with assignments. Lists change the meaning of a path, and a bound that is reached must
 * be reported: both are left to JSONata. There are no loops, so the length of the text limits the time.
 * @param ast the result of `expression.ast()`
 * @returns undefined for an expression with anything else in it
 */
export function compile(ast: unknown): Compiled | undefined {
  try {
    const compiled = compileNode(ast);
    return isNestedDeeperThan(ast, BOUNDS.depth) ? undefined : compiled;
  } catch (error) {
    if (error === NotCompiled) return undefined;
    throw error;
  }
}

/** Whether more than `levels` nodes are nested; each level costs JSONata one nested evaluation. */
function isNestedDeeperThan(node: unknown, levels: number): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const left = isObject(node) && 'type' in node ? levels - 1 : levels;
  return left < 0 || Object.values(node).some((child) => isNestedDeeperThan(child, left));
}

type Node = Record<string, unknown>;
type CompileNode = (node: Node) => Compiled;

const NODES: Record<string, { fields: readonly string[]; compile: CompileNode }> = {
  string: {
    fields: ['value'],
    compile:
      ({ value }) =>
      () =>
        value,
  },
  number: {
    fields: ['value'],
    compile:
      ({ value }) =>
      () =>
        value,
  },
  value: {
    fields: ['value'],
    compile:
      ({ value }) =>
      () =>
        value,
  },
  variable: { fields: ['value'], compile: compileVariable },
  path: { fields: ['steps'], compile: compilePath },
  binary: { fields: ['value', 'lhs', 'rhs'], compile: compileBinary },
  condition: { fields: ['condition', 'then', 'else'], compile: compileCondition },
  unary: { fields: ['value', 'lhs', 'expressions'], compile: compileConstructor },
  block: { fields: ['expressions'], compile: compileBlock },
  function: { fields: ['value', 'arguments', 'procedure'], compile: compileFunction },
};

// An unknown field, such as a predicate, has a meaning that is not compiled here.
function compileNode(node: unknown): Compiled {
  if (!isObject(node)) return giveUp();
  const kind = Object.hasOwn(NODES, String(node['type'])) ? NODES[String(node['type'])] : undefined;
  if (kind === undefined) return giveUp();
  for (const [field, content] of Object.entries(node))
    if (content !== undefined && !['type', 'position', ...kind.fields].includes(field)) giveUp();
  return kind.compile(node);
}

/** A branch that is not compiled is left to JSONata when it is taken. */
function compileBranch(node: unknown): Compiled {
  try {
    return compileNode(node);
  } catch (error) {
    if (error === NotCompiled) return giveUp;
    throw error;
  }
}

type Scope = Record<string, unknown>;

/** The innermost scope that has the variable. The scope of a block inherits from the one around it. */
function scopeWith(name: string, innermost: Scope): Scope | undefined {
  let scope: Scope | null = innermost;
  while (scope !== null && scope !== Object.prototype) {
    if (Object.hasOwn(scope, name)) return scope;
    scope = Object.getPrototypeOf(scope);
  }
  return undefined;
}

function compileVariable({ value }: Node): Compiled {
  const name = String(value);
  return (variables) => {
    const scope = scopeWith(name, variables);
    if (scope !== undefined) return scope[name];
    return JSONATA_NAMES.has(name) ? giveUp() : undefined;
  };
}

function compilePath({ steps }: Node): Compiled {
  const [first, ...rest] = steps as Node[];
  if (first?.['type'] !== 'variable') return giveUp();
  const start = compileNode(first);
  const names = rest.map((step) => nameOf(step));
  return (variables) => {
    let value = start(variables);
    for (const name of names) {
      if (typeof value !== 'object' || value === null) return undefined;
      if (Array.isArray(value) || isJsonataFunction(value)) return giveUp();
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
}

function nameOf(step: Node): string {
  const { type, value, position: _, ...more } = step;
  return type === 'name' && Object.keys(more).length === 0 ? String(value) : giveUp();
}

const isJsonataFunction = (value: object): boolean =>
  '_jsonata_function' in value || '_jsonata_lambda' in value;

function compileBinary({ value: operator, lhs, rhs }: Node): Compiled {
  const [left, right] = [compileNode(lhs), compileNode(rhs)];
  if (operator === 'and') return (variables) => truth(left(variables)) && truth(right(variables));
  if (operator === 'or') return (variables) => truth(left(variables)) || truth(right(variables));
  const operate = OPERATORS[String(operator)] ?? giveUp();
  return (variables) => operate(left(variables), right(variables));
}

const OPERATORS: Record<string, (left: unknown, right: unknown) => unknown> = {
  '=': (left, right) => bothThere(left, right) && same(left, right),
  '!=': (left, right) => bothThere(left, right) && !same(left, right),
  '<': (left, right) => compare(left, right, (a, b) => a < b),
  '<=': (left, right) => compare(left, right, (a, b) => a <= b),
  '>': (left, right) => compare(left, right, (a, b) => a > b),
  '>=': (left, right) => compare(left, right, (a, b) => a >= b),
  '&': (left, right) => joined(text(left), text(right)),
  '+': (left, right) => calculate(left, right, (a, b) => a + b),
  '-': (left, right) => calculate(left, right, (a, b) => a - b),
};

const bothThere = (left: unknown, right: unknown): boolean => left !== undefined && right !== undefined;

const same = (left: unknown, right: unknown): boolean =>
  isComposite(left) && isComposite(right) ? giveUp() : left === right;

const isComposite = (value: unknown): boolean =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function compare<Operand extends string | number>(
  left: unknown,
  right: unknown,
  by: (a: Operand, b: Operand) => boolean,
): boolean {
  const comparable = typeof left === typeof right && (typeof left === 'number' || typeof left === 'string');
  return comparable ? by(left as Operand, right as Operand) : giveUp();
}

// The text of numbers and objects is left to JSONata.
const text = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : giveUp();

const joined = (left: string, right: string): string =>
  left.length + right.length > BOUNDS.bytes ? giveUp() : left + right;

function calculate(left: unknown, right: unknown, by: (a: number, b: number) => number): number {
  if (typeof left !== 'number' || typeof right !== 'number') return giveUp();
  const result = by(left, right);
  return Number.isFinite(result) ? result : giveUp();
}

function compileCondition({ condition, then, else: otherwise }: Node): Compiled {
  const [asked, yes] = [compileNode(condition), compileBranch(then)];
  const no = otherwise === undefined ? () => undefined : compileBranch(otherwise);
  return (variables) => (truth(asked(variables)) ? yes(variables) : no(variables));
}

/** JSONata's `$boolean`; undefined and null are false. */
function truth(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'object') return Array.isArray(value) ? giveUp() : Object.keys(value).length > 0;
  return typeof value === 'function' ? giveUp() : Boolean(value);
}

function compileConstructor(node: Node): Compiled {
  if (node['value'] === '{') return compileObject(node);
  return node['value'] === '[' ? compileList(node) : giveUp();
}

/** A list of elements that are no lists: JSONata would insert their items instead. */
function compileList({ expressions }: Node): Compiled {
  const elements = (expressions as unknown[]).map(compileNode);
  return (variables) => {
    const found = elements.map((element) => element(variables));
    if (found.some((each) => Array.isArray(each) || typeof each === 'function')) return giveUp();
    return found.filter((each) => each !== undefined);
  };
}

function compileObject({ lhs }: Node): Compiled {
  const fields = (lhs as [Node, unknown][]).map(
    ([key, field]) => [constant(key), compileNode(field)] as const,
  );
  const names = new Set(fields.map(([name]) => name));
  if (names.size < fields.length || names.has('__proto__')) return giveUp();
  return (variables) => {
    const result: Record<string, unknown> = {};
    for (const [name, field] of fields) {
      const found = field(variables);
      if (found !== undefined) result[name] = found;
    }
    return result;
  };
}

const constant = ({ type, value }: Node): string => (type === 'string' ? String(value) : giveUp());

function compileBlock({ expressions }: Node): Compiled {
  const nodes = expressions as Node[];
  const assigns = nodes.some(({ type }) => type === 'bind');
  const steps = nodes.map((node) => (node['type'] === 'bind' ? compileBind(node) : compileNode(node)));
  const [only = giveUp(), ...more] = steps;
  if (more.length === 0 && !assigns) return only;
  return (variables) => {
    const scope: Scope = Object.create(variables);
    let result: unknown;
    for (const step of steps) result = step(scope);
    return result;
  };
}

/** Assigns in the scope that it is given. Only compiled as a direct step of a block, which has a scope of its own. */
function compileBind({ lhs, rhs }: Node): Compiled {
  const name = String((lhs as Node)['value']);
  const assigned = compileNode(rhs);
  if (name === '__proto__') return giveUp();
  return (variables) => {
    const value = assigned(variables);
    variables[name] = value;
    return value;
  };
}

/** The functions of JSONata that are compiled, by name. A variable of that name hides the function. */
const FUNCTIONS: Record<string, (asked: Compiled[]) => Compiled> = {
  exists: compileExists,
  append: compileAppend,
  substringAfter: compileSubstringAfter,
  merge: compileMerge,
  string: compileString,
  length: compileLength,
};

function compileFunction({ procedure, arguments: asked }: Node): Compiled {
  const { type, value } = procedure as Node;
  const name = String(value);
  if (type !== 'variable') return giveUp();
  const given = (asked as unknown[]).map(compileNode);
  if (name === 'now') return given.length === 0 ? now : giveUp();
  const called = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]?.(given) : undefined;
  if (called === undefined) return giveUp();
  return (variables) => (scopeWith(name, variables) === undefined ? called(variables) : giveUp());
}

/** The time is injected with the variables. */
const now: Compiled = ({ now }) => (typeof now === 'function' ? now() : giveUp());

function compileExists([argument, ...more]: Compiled[]): Compiled {
  if (argument === undefined || more.length > 0) return giveUp();
  return (variables) => {
    const found = argument(variables);
    return isComposite(found) && isJsonataFunction(found as object) ? giveUp() : found !== undefined;
  };
}

/** Longer lists are left to JSONata, which counts them. */
const LONGEST_LIST = 1_000;

function compileAppend([first, second, ...more]: Compiled[]): Compiled {
  if (first === undefined || second === undefined || more.length > 0) return giveUp();
  return (variables) => {
    const [left, right] = [first(variables), second(variables)];
    if (!Array.isArray(left) || !Array.isArray(right)) return giveUp();
    return left.length + right.length > LONGEST_LIST ? giveUp() : [...left, ...right];
  };
}

function compileSubstringAfter([whole, separator, ...more]: Compiled[]): Compiled {
  if (whole === undefined || separator === undefined || more.length > 0) return giveUp();
  return (variables) => {
    const [text, before] = [whole(variables), separator(variables)];
    if (typeof text !== 'string' || typeof before !== 'string') return giveUp();
    const at = text.indexOf(before);
    return at < 0 ? text : text.slice(at + before.length);
  };
}

function compileMerge([objects, ...more]: Compiled[]): Compiled {
  if (objects === undefined || more.length > 0) return giveUp();
  return (variables) => {
    const found = objects(variables);
    if (!Array.isArray(found) || found.length === 0) return giveUp();
    if (!found.every((each) => isObject(each) && !isJsonataFunction(each))) return giveUp();
    return Object.assign({}, ...found);
  };
}

function compileString([argument, ...more]: Compiled[]): Compiled {
  if (argument === undefined || more.length > 0) return giveUp();
  return (variables) => {
    const found = argument(variables);
    if (typeof found === 'string' || found === undefined) return found;
    const text = jsonTextOf(found);
    return text === undefined || text.length > BOUNDS.bytes ? giveUp() : text;
  };
}

// Too deep a nesting overflows the stack, which JSONata has to report.
function jsonTextOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, asInText);
  } catch {
    return giveUp();
  }
}

/** JSONata writes numbers with 15 digits, and functions as empty text. */
function asInText(_key: string, value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(15)) : giveUp();
  return isComposite(value) && isJsonataFunction(value as object) ? giveUp() : value;
}

/** The number of characters; those outside the basic plane count once. */
function compileLength([argument, ...more]: Compiled[]): Compiled {
  if (argument === undefined || more.length > 0) return giveUp();
  return (variables) => {
    const found = argument(variables);
    return typeof found === 'string' ? [...found].length : giveUp();
  };
}
