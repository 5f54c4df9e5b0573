import { isDeepStrictEqual } from 'node:util';
import type { ComparedStep, Comparison, Differs, Trace, TraceState } from '../routes/events.ts';

/** One of the two events: its last known execution, and the ids in its payloads. */
export interface Compared {
  eventId: string;
  trace: Pick<Trace, 'states' | 'execution' | 'executionArn'>;
}

/** Compares two executions step by step. */
export function compareTraces(a: Compared, b: Compared): Pick<Comparison, 'steps' | 'first'> {
  const steps = aligned(a.trace.states, b.trace.states).map(([left, right]): ComparedStep => {
    if (left === undefined || right === undefined)
      return {
        name: (left ?? right)?.name ?? '',
        ...(left ? { a: left } : {}),
        ...(right ? { b: right } : {}),
        same: false,
        differs: ['taken'],
      };
    const differs = differences(plain(left, a), plain(right, b));
    return {
      name: left.name,
      a: left,
      b: right,
      same: differs.length === 0,
      ...(differs.length > 0 ? { differs } : {}),
    };
  });
  const first = steps.findIndex(({ same }) => !same);
  return { steps, ...(first < 0 ? {} : { first }) };
}

/** The longest common subsequence of both, as early as possible; steps of one only stay in their place. */
function aligned(
  a: readonly TraceState[],
  b: readonly TraceState[],
): [TraceState | undefined, TraceState | undefined][] {
  const longest = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = longest[i] as number[];
      row[j] = a[i]?.name === b[j]?.name ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const pairs: [TraceState | undefined, TraceState | undefined][] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const both = i < a.length && j < b.length;
    if (both && a[i]?.name === b[j]?.name) pairs.push([a[i++], b[j++]]);
    else if (j >= b.length || (both && at(i + 1, j) > at(i, j + 1))) pairs.push([a[i++], undefined]);
    else pairs.push([undefined, b[j++]]);
  }
  return pairs;
}

type Plain = Record<Exclude<Differs, 'taken'>, unknown>;

function plain({ input, output, variables, error, attempts }: TraceState, of: Compared): Plain {
  const { execution, executionArn = '' } = of.trace;
  // Longer names first, because they contain the shorter ones.
  const own = [executionArn, executionArn.split(':express:')[1] ?? '', execution, of.eventId].filter(
    (each) => each !== '',
  );
  const bare = (value: unknown) => withoutIdentity(value, own);
  return {
    input: bare(input?.value),
    output: bare(output?.value),
    variables: bare(variables?.value),
    error: bare(error),
    attempts: attempts.map(({ status, error: name }) => [status, name]),
  };
}

const differences = (a: Plain, b: Plain): Differs[] =>
  (Object.keys(a) as (keyof Plain)[]).filter((field) => !isDeepStrictEqual(a[field], b[field]));

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

/** The value without the parts that always differ between events: ids, executions, times. */
function withoutIdentity(value: unknown, own: string[]): unknown {
  if (typeof value === 'string')
    return own.reduce((text, each) => text.replaceAll(each, '(own)'), value).replace(TIME, '(time)');
  if (Array.isArray(value)) return value.map((each) => withoutIdentity(each, own));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      withoutIdentity(name, own) as string,
      withoutIdentity(each, own),
    ]),
  );
}
