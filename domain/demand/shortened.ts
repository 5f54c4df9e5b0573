import type { DemandMemory, Observed } from './demand-memory.ts';
import type { SalesRate } from './sales-rate.ts';

/** For sums that grow by small parts: the expectation of a few milliseconds must still count in hundreds of hours. */
const DIGITS_OF_SUMS = 10;
/** For values that the next observation replaces. The model's own answers have no more. */
const DIGITS = 7;

const SUMS: readonly (keyof DemandMemory)[] = ['sales', 'calibration'];

/** The memory with numbers of ten digits in what is summed over long, and of seven in the rest: far more than sales can tell. */
export const shortened = (memory: DemandMemory): DemandMemory =>
  Object.fromEntries(
    Object.entries(memory).map(([name, part]) => [
      name,
      withDigits(part, SUMS.includes(name as keyof DemandMemory) ? DIGITS_OF_SUMS : DIGITS),
    ]),
  );

/** The rate with numbers of ten digits. */
export const shortenedRate = <Rate extends SalesRate | undefined>(rate: Rate): Rate =>
  rate && withDigits(rate, DIGITS_OF_SUMS);

/** The observation with numbers of seven digits; only people read it. */
export const shortenedObserved = (observed: Observed): Observed => withDigits(observed, DIGITS);

const withDigits = <Part>(part: Part, digits: number): Part =>
  JSON.parse(
    JSON.stringify(part, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toPrecision(digits)) : value,
    ),
  );
