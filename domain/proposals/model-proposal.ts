import { type Circumstances, stockOf } from '../context/circumstances.ts';
import type { Proposal } from '../context/proposal.ts';
import { salesUntilNow } from '../context/sales-seen.ts';
import { bestCandidate, LARGEST_MEAN } from '../demand/demand.ts';
import { type DemandBelief, demandBelief, shapeAt } from '../demand/demand-level.ts';
import type { Demand, DemandLevel } from '../demand/evidence.ts';
import { experiment } from '../demand/explore.ts';
import { countedOn, evidenceOfListPrice, logPriceOf, type SlopeBelief, tilt } from '../demand/slope.ts';
import { NoDemandSignal, SenselessAnswer } from '../values/errors.ts';
import { checkAnswer } from './answer-check.ts';
import { goodEnough, looksOf } from './good-enough.ts';
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
  const startFrom = startOf(question, answer, product.listPrice);
  const sales = startFrom ?? (policy.model.learn ? salesUntilNow(on) : undefined);
  const known = demandBelief(
    product,
    policy.model,
    sales,
    evidenceOfListPrice(
      {
        listPrice: product.listPrice,
        unitCost: product.unitCost,
        modelSlope: slopeAtList(question, answer, product.listPrice),
      },
      policy.model.slope.listPriceSd,
    ),
  );
  if (known === undefined) throw new NoDemandSignal('the model expects no sales at the recent price');
  const stock = stockOf(on) ?? 0;
  const hours = question.hoursLeft * busyness(answer);
  refuseSenseless(answer);
  checkAnswer(on, { prices: question.candidates, indices: answer.candidates }, model, known.learned);
  const learned = product.baselineUnitsPerHour === undefined && startFrom === undefined;
  const slope = slopeBelief(known, question, answer, on);
  const tilted = tiltedIndices(question, answer, slope);
  const level = learned ? countable(known.level, tilted, hours) : known.level;
  refuseUncountable(tilted, level.unitsPerHour, hours);
  const { best, curve } = bestCandidate(
    question.candidates.map((price, at) => ({
      price,
      unitsPerHour: (answer.candidates[at] ?? 0) * level.unitsPerHour * tilt(slope, price),
      shape: shapeAt(level, slope, price),
      countedOn: countedOn(slope, price),
    })),
    {
      stock,
      hours,
      unitCost: product.unitCost ?? 0,
      look: { hours: policy.repriceAfterMinutes / 60, cv: level.cv },
    },
  );
  const tried = experiment(curve, best, {
    ...{ slope, explore: policy.model.explore, memory: on.state.demand, now: on.now },
    ...{ productId: product.productId, hoursLeft: question.hoursLeft },
    looks: looksOf(best, on, question.hoursLeft),
  });
  const price = tried?.point.price ?? goodEnough(best, curve, on, question.hoursLeft);
  const demand: Demand = {
    model,
    level,
    ...(slope ? { slope } : {}),
    ...(tried ? { experiment: { lossPerHour: tried.lossPerHour } } : {}),
    reference: { price: question.reference, index: answer.reference },
    ...(startFrom ? { startFrom } : {}),
  };
  return {
    source: 'model',
    amount: price,
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
      ...(point.valueOfRest === undefined ? {} : { valueOfRest: Math.round(point.valueOfRest) }),
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

/** The index at each candidate and at the reference, by the product's own slope. */
const tiltedIndices = (
  question: ModelQuestion,
  answer: ModelAnswer,
  slope: SlopeBelief | undefined,
): number[] => [
  ...question.candidates.map((price, at) => (answer.candidates[at] ?? 0) * tilt(slope, price)),
  answer.reference * tilt(slope, question.reference),
];

// Limits a level far beyond any stock, where its value makes no difference. Half of the maximum leaves room for rounding.
function countable(level: DemandLevel, indices: readonly number[], hours: number): DemandLevel {
  const most = Math.max(...indices) * Math.max(1, hours);
  return { ...level, unitsPerHour: Math.min(level.unitsPerHour, LARGEST_MEAN / 2 / most) };
}

function refuseUncountable(indices: readonly number[], level: number, hours: number): void {
  // By the hour, and over all of the time left, which the answer makes longer or shorter.
  const units = indices.flatMap((each) => [each * level, each * level * hours]);
  const most = units.find((each) => !(each <= LARGEST_MEAN));
  if (most !== undefined) throw new SenselessAnswer(`the model expects ${most} units of one product`);
}

function startOf({ recent }: ModelQuestion, answer: ModelAnswer, listPrice: number): Demand['startFrom'] {
  if (recent === undefined || answer.recent === undefined || answer.recent === 0) return undefined;
  const at = logPriceOf(recent.price, listPrice);
  return {
    units: recent.units,
    indexHours: recent.hours * answer.recent,
    soldAt: { units: at, hours: at, variance: 0 },
  };
}

/** The log-log slope of the model's answers between the candidates around the list price, or of all where it is none of them. */
function slopeAtList(
  { candidates }: ModelQuestion,
  { candidates: indices }: ModelAnswer,
  listPrice: number,
): number {
  const above = candidates.findIndex((price) => price > listPrice);
  const [from, to] = above <= 0 ? [0, candidates.length - 1] : [above - 1, above];
  const slope =
    Math.log((indices[to] ?? 0) / (indices[from] ?? 0)) /
    Math.log((candidates[to] ?? 1) / (candidates[from] ?? 1));
  return Number.isFinite(slope) ? slope : 0;
}

/** Demand that falls less than this with the price is taken to fall by this, in log-log terms. */
const FLATTEST = -0.1;

/** The slope within what demand allows: over all candidates it falls. Undefined where the model's slope stands. */
function slopeBelief(
  { slope, centre }: DemandBelief,
  { candidates }: ModelQuestion,
  { candidates: indices }: ModelAnswer,
  { product, policy }: Circumstances,
): SlopeBelief | undefined {
  if (slope.shift === 0 && slope.sd === 0) return undefined;
  const [cheapest, dearest] = [candidates[0] ?? 1, candidates.at(-1) ?? 1];
  const model = Math.log((indices.at(-1) ?? 0) / (indices[0] ?? 0)) / Math.log(dearest / cheapest);
  const most = Number.isFinite(model) ? Math.max(0, FLATTEST - model) : 0;
  return {
    shift: Math.min(slope.shift, most),
    sd: slope.sd,
    listPrice: product.listPrice,
    centre,
    caution: policy.model.slope.caution,
  };
}

/** Mean index over the time left, divided by the index now. */
function busyness({ reference, times }: ModelAnswer): number {
  if (times.length === 0 || reference === 0) return 1;
  return times.reduce((sum, index) => sum + index, 0) / times.length / reference;
}
