import type { DemandMemory } from './demand-memory.ts';

/** All 17 digits of a double would take the price state beyond one write unit. A hot product adds hours by the millisecond. */
const DIGITS = 10;
/** Numbers that are replaced, or that grow by whole units, need fewer. */
const FEWER_DIGITS = 7;

/** The value with numbers of ten digits. */
export const shortened = <Value extends object>(value: Value, digits = DIGITS): Value =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'number' ? Number(each.toPrecision(digits)) : each,
    ),
  );

/** The memory with its sales in numbers of ten digits, and the rest of seven. */
export const shortenedMemory = ({ sales, ...rest }: DemandMemory): DemandMemory => ({
  ...(sales ? { sales: shortened(sales) } : {}),
  ...shortened(rest, FEWER_DIGITS),
});
