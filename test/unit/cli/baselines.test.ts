import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileOf, pricewire, type Served, serve } from './support.ts';

let stack: Served;
beforeEach(async () => {
  stack = await serve();
});
afterEach(() => stack.stop());

const put = (csv: string) =>
  pricewire(['products', 'baselines', fileOf('baselines.csv', csv), '--yes', '--url', stack.url]);
const HEADER = 'product,baseline_units_per_hour,slope_shift,slope_sd\n';

describe('products baselines', () => {
  it('imports the slope with the baseline', async () => {
    const { code, out } = await put(`${HEADER}SKU1,2,-0.4,0.2\n`);
    expect([code, out]).toEqual([0, expect.stringContaining('1 baselines changed')]);
    expect(stack.shop.products['SKU1']).toMatchObject({
      baselineUnitsPerHour: 2,
      slopeShift: -0.4,
      slopeSd: 0.2,
    });
  });

  it('takes a file of an older training, without slopes, and a line without one', async () => {
    await put('product,baseline_units_per_hour\nSKU1,2\n');
    expect(stack.shop.products['SKU1']).toMatchObject({ baselineUnitsPerHour: 2 });
    await put(`${HEADER}SKU1,3,,\n`);
    expect(stack.shop.products['SKU1']).toMatchObject({ baselineUnitsPerHour: 3 });
    expect(stack.shop.products['SKU1']?.slopeShift).toBeUndefined();
  });

  it.each([
    ['9,0.2', '2: slope_shift: "9"'],
    ['0.1,', '2: slope_sd: ""'],
    ['x,0.2', '2: slope_shift: "x"'],
    ['0,0.001', '2: slope_sd: "0.001"'],
  ])('refuses the slope %s with line and column, and imports the other lines', async (slope, problem) => {
    const { code, err } = await put(`${HEADER}SKU9,2,${slope}\nSKU1,4,0.1,0.3\n`);
    expect([code, err]).toEqual([1, expect.stringContaining(problem)]);
    expect(stack.shop.products['SKU1']).toMatchObject({ slopeShift: 0.1, slopeSd: 0.3 });
  });

  it('refuses a file with half of a slope', async () => {
    const { code, err } = await put('product,baseline_units_per_hour,slope_shift\nSKU1,2,0.1\n');
    expect([code, err]).toEqual([2, expect.stringContaining('has no column slope_sd')]);
  });
});
