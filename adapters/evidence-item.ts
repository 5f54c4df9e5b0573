import type { Proposal } from '../domain/context/proposal.ts';
import type { Decision } from '../domain/decision/decision.ts';
import type { CurvePoint } from '../domain/demand/evidence.ts';
import { tilt } from '../domain/demand/slope.ts';
import { Evidence } from '../domain/record/ledger.ts';
import type { PriceState } from '../domain/state/price-state.ts';
import { fromMemoryColumns, type MemoryColumns, toMemoryColumns } from './memory-columns.ts';
import { numbersOf, type SmoothColumn, smoothColumn } from './number-columns.ts';
import { pack, unpack } from './packed.ts';
import { fromColumns, splitState } from './price-history-columns.ts';
import { fromRows, toRows } from './trace-columns.ts';

/**
 * Packs evidence for its item. Values that can be derived are left out, and lists of objects become columns, so that an item with
 * all inputs of a decision costs two write units.
 */
export function packEvidence({ proposal, trace, judgedOn, decision, ...rest }: Evidence): Uint8Array {
  return pack({
    ...rest,
    decision: packDecision(decision),
    ...(judgedOn ? { judgedOn: { ...judgedOn, state: packState(judgedOn.state) } } : {}),
    ...(proposal ? { proposal: packProposal(proposal, rest.context) } : {}),
    ...(trace ? { trace: { ...trace, entries: toRows(trace.entries) } } : {}),
  });
}

export function unpackEvidence(packed: Uint8Array): Evidence {
  const { proposal, trace, judgedOn, decision, ...rest } = unpack(packed) as Packed;
  return Evidence.parse({
    ...rest,
    decision: unpackDecision(decision),
    ...(judgedOn ? { judgedOn: { ...judgedOn, state: unpackState(judgedOn.state) } } : {}),
    ...(proposal ? { proposal: unpackProposal(proposal) } : {}),
    ...(trace ? { trace: { ...trace, entries: fromRows(trace.entries) } } : {}),
  });
}

interface Packed {
  decision: { memory?: MemoryColumns };
  judgedOn?: { state: { history: unknown[] } };
  proposal?: PackedProposal;
  trace?: { entries: ReturnType<typeof toRows> };
  [field: string]: unknown;
}

/** A curve in columns. Without `unitsPerHour` it is the answer times the level. */
interface Columns {
  price: Column;
  unitsPerHour?: Column;
  expectedUnits: Column;
  expectedProfit: Column;
  valueOfRest?: Column;
}

/** Of plain numbers in older evidence. */
type Column = readonly number[] | SmoothColumn;

type PackedProposal = Omit<Proposal, 'curve' | 'answered'> & {
  /** A list in older evidence. */
  curve?: Columns | CurvePoint[];
  answered?: Omit<NonNullable<Proposal['answered']>, 'indices'> & { indices: string };
};

function packState(state: PriceState) {
  const { columns, rest } = splitState(state);
  return { ...rest, history: columns };
}

const unpackState = ({ history, ...rest }: { history: unknown[] }): unknown => ({
  ...rest,
  ...fromColumns(history),
});

function packDecision({ demand, standing, modelAnswer, ...rest }: Decision) {
  return { ...rest, memory: toMemoryColumns({ demand, standing, modelAnswer }) };
}

// Older decisions name the fields of their memory.
const unpackDecision = ({ memory, ...rest }: Packed['decision']): unknown => ({
  ...rest,
  ...(memory ? fromMemoryColumns(memory) : {}),
});

function packProposal({ curve, answered, ...rest }: Proposal, context: number): PackedProposal {
  // On a rejudgement the answer is stored with the decision that the proposal was first made for.
  const here = rest.madeOn === undefined || rest.madeOn === context ? answered : undefined;
  const column = <Name extends keyof CurvePoint>(name: Name) => (curve ?? []).map((point) => point[name]);
  const known = here && curve && unitsOf(here.indices, rest, column('price'));
  const follows = known?.every((units, at) => units === curve?.[at]?.unitsPerHour) ?? false;
  return {
    ...rest,
    ...(curve
      ? {
          curve: {
            price: smoothColumn(column('price')),
            ...(follows ? {} : { unitsPerHour: smoothColumn(column('unitsPerHour')) }),
            expectedUnits: smoothColumn(column('expectedUnits')),
            expectedProfit: smoothColumn(column('expectedProfit')),
            ...(curve[0]?.valueOfRest === undefined
              ? {}
              : { valueOfRest: smoothColumn(curve.map((point) => point.valueOfRest ?? 0)) }),
          },
        }
      : {}),
    ...(here ? { answered: { ...here, indices: packNumbers(here.indices) } } : {}),
  };
}

function unpackProposal({ curve, answered, ...rest }: PackedProposal): unknown {
  const known = answered && { ...answered, indices: unpackNumbers(answered.indices) };
  return {
    ...rest,
    ...(curve ? { curve: Array.isArray(curve) ? curve : points(curve, known?.indices ?? [], rest) } : {}),
    ...(known ? { answered: known } : {}),
  };
}

function points(curve: Columns, indices: number[], rest: Pick<Proposal, 'demand'>): CurvePoint[] {
  const prices = numbersOf(curve.price);
  const unitsPerHour = curve.unitsPerHour
    ? numbersOf(curve.unitsPerHour)
    : (unitsOf(indices, rest, prices) ?? []);
  const [expectedUnits, expectedProfit] = [numbersOf(curve.expectedUnits), numbersOf(curve.expectedProfit)];
  const valueOfRest = curve.valueOfRest && numbersOf(curve.valueOfRest);
  return prices.map((price, at) => ({
    price,
    unitsPerHour: unitsPerHour[at] ?? 0,
    expectedUnits: expectedUnits[at] ?? 0,
    expectedProfit: expectedProfit[at] ?? 0,
    ...(valueOfRest ? { valueOfRest: valueOfRest[at] ?? 0 } : {}),
  }));
}

// Rounded as in proposeByModel.
const unitsOf = (indices: number[], { demand }: Pick<Proposal, 'demand'>, prices: number[]) =>
  demand &&
  prices.map((price, at) =>
    Number(((indices[at] ?? 0) * demand.level.unitsPerHour * tilt(demand.slope, price)).toPrecision(6)),
  );

/** Base64 of float32 if that is exact, as with our own scorer, else of float64. The first character says which. */
function packNumbers(numbers: readonly number[]): string {
  const exact = numbers.every((each) => Math.fround(each) === each);
  const array = exact ? Float32Array.from(numbers) : Float64Array.from(numbers);
  return `${exact ? 'f' : 'd'}${Buffer.from(array.buffer).toString('base64')}`;
}

function unpackNumbers(text: string): number[] {
  const bytes = Uint8Array.from(Buffer.from(text.slice(1), 'base64'));
  return [...(text.startsWith('f') ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer))];
}
