import { type Circumstances, stockOf } from '../context/circumstances.ts';
import type { Proposal } from '../context/proposal.ts';
import { salesUntilNow } from '../context/sales-seen.ts';
import { bestCandidate, LARGEST_MEAN } from '../demand/demand.ts';
import { demandLevel, shapeOf } from '../demand/demand-level.ts';
import type { CurvePoint, Demand, DemandLevel } from '../demand/evidence.ts';
import { NoDemandSignal, SenselessAnswer } from '../values/errors.ts';
import { checkAnswer } from './answer-check.ts';
import type { ModelQuestion } from './model-question.ts';

/** The model's index at each price and time of a question. */
export interface ModelAnswer {
  candidates: number[];
  reference: number;
  /** At the price of `question.recent`. */
  recent?: number;
  times: number[];
}

/**
 * The candidate price with the best expected profit for the stock and time left, with its evidence.
 *
 * @param model its name and version
 * @throws NoDemandSignal if the model's answer leaves the level of demand unknown; SenselessAnswer if it expects no sales or
 * an uncountable number. A level learned from sales alone is limited instead, because it is no fault of the answer.
 */
export function proposeByModel(
  on: Circumstances,
  question: ModelQuestion,
  answer: ModelAnswer,
  model: string,
): Proposal {
  const { product, policy } = on;
  if (answer.candidates.every((index) => index === 0))
    throw new SenselessAnswer('the model expects no sales at any price');
  const startFrom = startOf(question, answer);
  const sales = startFrom ?? (policy.model.learn ? salesUntilNow(on) : undefined);
  const known = demandLevel(product, policy.model, sales);
  if (known === undefined) throw new NoDemandSignal('the model expects no sales at the recent price');
  const stock = stockOf(on) ?? 0;
  const hours = question.hoursLeft * busyness(answer);
  refuseSenseless(answer);
  checkAnswer(on, { prices: question.candidates, indices: answer.candidates }, model);
  const learned = product.baselineUnitsPerHour === undefined && startFrom === undefined;
  const level = learned ? countable(known, answer, hours) : known;
  refuseUncountable(answer, level.unitsPerHour, hours);
  const { best, curve } = bestCandidate(
    question.candidates.map((price, at) => ({
      price,
      unitsPerHour: (answer.candidates[at] ?? 0) * level.unitsPerHour,
    })),
    { stock, hours, unitCost: product.unitCost ?? 0, shape: shapeOf(level) },
  );
  const demand: Demand = {
    model,
    level,
    reference: { price: question.reference, index: answer.reference },
    ...(startFrom ? { startFrom } : {}),
  };
  return {
    source: 'model',
    amount: best.price,
    currency: product.currency,
    by: model,
    evidence: {
      stock,
      hoursLeft: question.hoursLeft,
      busyness: busyness(answer),
      unitCost: product.unitCost ?? null,
      objective: product.unitCost === undefined ? 'revenue' : 'profit',
      baselineUnitsPerHour: product.baselineUnitsPerHour ?? null,
    },
    curve: curve.map((point) => ({
      price: point.price,
      unitsPerHour: Number(point.unitsPerHour.toPrecision(6)),
      expectedUnits: Number(point.expectedUnits.toFixed(3)),
      expectedProfit: Math.round(point.expectedProfit),
    })),
    demand,
  };
}

// A number that is not finite would be null in JSON and cause a dead letter, not a fallback.
function refuseSenseless({ candidates, reference, recent = 0, times }: ModelAnswer): void {
  const wrong = [...candidates, reference, recent, ...times].find(
    (each) => !(each >= 0 && each <= LARGEST_MEAN),
  );
  if (wrong !== undefined) throw new SenselessAnswer(`the model answers ${wrong}`);
}

// Limits a level far beyond any stock, where its value makes no difference. Half of the maximum leaves room for rounding.
function countable(level: DemandLevel, { candidates, reference }: ModelAnswer, hours: number): DemandLevel {
  const most = Math.max(...candidates, reference) * Math.max(1, hours);
  return { ...level, unitsPerHour: Math.min(level.unitsPerHour, LARGEST_MEAN / 2 / most) };
}

function refuseUncountable({ candidates, reference }: ModelAnswer, level: number, hours: number): void {
  // By the hour, and over all of the time left, which the answer makes longer or shorter.
  const units = [...candidates, reference].flatMap((each) => [each * level, each * level * hours]);
  const most = units.find((each) => !(each <= LARGEST_MEAN));
  if (most !== undefined) throw new SenselessAnswer(`the model expects ${most} units of one product`);
}

function startOf({ recent }: ModelQuestion, answer: ModelAnswer): Demand['startFrom'] {
  if (recent === undefined || answer.recent === undefined || answer.recent === 0) return undefined;
  return { units: recent.units, indexHours: recent.hours * answer.recent };
}

/** Mean index over the time left, divided by the index now. */
function busyness({ reference, times }: ModelAnswer): number {
  if (times.length === 0 || reference === 0) return 1;
  return times.reduce((sum, index) => sum + index, 0) / times.length / reference;
}

/** The model's index at any price: between two candidates linear in the logarithms, beyond them that of the nearest. */
export function indexAt({ curve = [], demand }: Proposal, price: number): number | undefined {
  if (demand === undefined) return undefined;
  if (price === demand.reference.price) return demand.reference.index;
  const { low, high, share } = neighbours(curve, price);
  if (low === undefined || high === undefined) return undefined;
  const unitsPerHour =
    low.unitsPerHour === 0 || high.unitsPerHour === 0
      ? high.unitsPerHour
      : low.unitsPerHour ** (1 - share) * high.unitsPerHour ** share;
  return unitsPerHour / demand.level.unitsPerHour;
}

/** The expected profit of a price within the curve, in minor units; undefined beyond it. */
export function profitAt({ curve = [] }: Proposal, price: number): number | undefined {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined || price < first.price || price > last.price)
    return undefined;
  const { low = first, high = last, share } = neighbours(curve, price);
  return low.expectedProfit + share * (high.expectedProfit - low.expectedProfit);
}

// The candidates around a price and its position between them in log price. Curves ascend.
function neighbours(curve: readonly CurvePoint[], price: number) {
  const above = curve.findIndex((point) => point.price >= price);
  const high = curve[above] ?? curve.at(-1);
  const low = (above === -1 ? undefined : curve[above - 1]) ?? high;
  const share =
    low === undefined || high === undefined || low.price === high.price
      ? 0
      : Math.log(price / low.price) / Math.log(high.price / low.price);
  return { low, high, share };
}
