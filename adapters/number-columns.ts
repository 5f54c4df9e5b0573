/** Each number as the difference from the previous one. Exact for whole numbers below 2^53, such as money and milliseconds. */
export const differences = (numbers: readonly number[]): number[] =>
  numbers.map((number, at) => number - (numbers[at - 1] ?? 0));

/** The numbers of these differences. */
export function sums(column: readonly number[]): number[] {
  let sum = 0;
  return column.map((difference) => {
    sum += difference;
    return sum;
  });
}

/** Numbers of a smooth curve: `[decimals, order, ...]`, then their differences of that order, in units of the last decimal. */
export interface SmoothColumn {
  smooth: number[];
}

const MOST_DECIMALS = 9;
const MOST_ORDER = 3;

/**
 * The numbers as differences of differences, which are short for the points of a smooth curve. They stay as they are if they
 * have more decimals, or if that is not exact.
 */
export function smoothColumn(numbers: readonly number[]): readonly number[] | SmoothColumn {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals += 1) {
    const whole = numbers.map((number) => Math.round(number * 10 ** decimals));
    if (!whole.every((each, at) => Object.is(each / 10 ** decimals, numbers[at]))) continue;
    const columns = [whole];
    for (let order = 1; order <= MOST_ORDER; order += 1) columns.push(differences(columns[order - 1] ?? []));
    const texts = columns.map((column, order) => ({ order, column, length: JSON.stringify(column).length }));
    const { order, column } = texts.reduce((a, b) => (b.length < a.length ? b : a));
    const smooth = { smooth: [decimals, order, ...column] };
    return isSame(numbersOf(smooth), numbers) ? smooth : numbers;
  }
  return numbers;
}

/** The numbers of a column that `smoothColumn` returned. */
export function numbersOf(column: readonly number[] | SmoothColumn): number[] {
  if (!('smooth' in column)) return [...column];
  const [decimals = 0, order = 0, ...rest] = column.smooth;
  let whole = rest;
  for (let done = 0; done < Math.min(order, MOST_ORDER); done += 1) whole = sums(whole);
  return whole.map((each) => each / 10 ** decimals);
}

const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((each, at) => Object.is(each, b[at]));
