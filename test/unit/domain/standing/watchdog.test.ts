import { describe, expect, it } from 'vitest';
import { WatchdogSettings } from '../../../../domain/policy/go-live.ts';
import { contradiction, doubtAfter, doubtLimit, NO_DOUBT } from '../../../../domain/standing/watchdog.ts';
import { type Random, seededRandom } from '../../../../model/random.ts';
import { gamma, sales } from './sales.ts';

const SHAPE = 1 / 0.7 ** 2;
const QUIET = 10_000;
const settings = (changes: object = {}) => WatchdogSettings.parse(changes);

interface Product {
  /** Units an hour that are truly sold, over the baseline, by the hour of its life. */
  level(hour: number): number;
  /** Units an hour of the baseline. */
  baseline: number;
  hours: number;
  learns: boolean;
}

/** The life of a product whose stock is reported every 6 hours, until it is stopped; with the units sold until then. */
function watched(product: Product, terms: WatchdogSettings, random: Random) {
  let doubt = NO_DOUBT;
  let [shape, rate] = [SHAPE, SHAPE];
  let [sold, periods] = [0, 0];
  for (let hour = 6; hour <= product.hours; hour += 6) {
    const mean = 6 * product.baseline;
    const expected = product.learns ? mean * (shape / rate) : mean;
    const units = sales(random, mean * product.level(hour), terms.dispersion);
    const levelCv = product.learns ? 1 / Math.sqrt(shape) : 0;
    doubt = doubtAfter(doubt, { hours: 6, sold: units, expected, levelCv, soldOut: false }, terms);
    [shape, rate] = [shape + units, rate + mean];
    [sold, periods] = [sold + units, periods + 1];
    const direction = contradiction(doubt, terms);
    if (direction !== undefined) return { direction, sold, periods };
  }
  return undefined;
}

describe('10,000 products that sell as the model can explain', () => {
  const alarms = (terms: WatchdogSettings, productOf: (random: Random) => Product) => {
    const random = seededRandom(7);
    let stopped = 0;
    for (let each = 0; each < QUIET; each++)
      if (watched(productOf(random), terms, random) !== undefined) stopped += 1;
    return stopped;
  };
  const learning = (random: Random): Product => {
    const level = gamma(random, SHAPE, 1 / SHAPE);
    return { level: () => level, baseline: random.logUniform(0.05, 1), hours: 30 * 24, learns: true };
  };
  // The hypothesis at its edge, where the evidence of each direction is a martingale.
  const atTheEdge = (random: Random): Product => {
    const level = Math.sqrt(3) ** random.oneOf([-1, 1]);
    return { level: () => level, baseline: random.logUniform(0.05, 1), hours: 30 * 24, learns: false };
  };

  it.each([
    ['with a level that is learned', learning],
    ['at the edge of what is tolerated', atTheEdge],
  ])('are stopped at the stated rate at most: %s', (_, productOf) => {
    expect(alarms(settings({ falseAlarmPerProductYear: 0.02 }), productOf)).toBeLessThanOrEqual(0.02 * QUIET);
  });

  it('are stopped in one case of them at most, by the default of one in 10,000', () => {
    expect(alarms(settings(), learning)).toBeLessThanOrEqual(1);
  });

  it('would be stopped far more often if the tolerated factor were not tolerated', () => {
    const terms = settings({ falseAlarmPerProductYear: 0.02, contradictionFactor: 1.6 });
    expect(alarms(terms, atTheEdge)).toBeGreaterThan(0.02 * QUIET);
  });
});

describe('a planted contradiction', () => {
  const found = (product: Omit<Product, 'hours'>) => {
    const random = seededRandom(3);
    const runs = Array.from({ length: 200 }, () =>
      watched({ hours: 365 * 24, ...product }, settings(), random),
    );
    const units = runs.map((run) => run?.sold ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
    return { directions: new Set(runs.map((run) => run?.direction)), most: units[Math.floor(0.95 * 200)] };
  };

  it.each([
    ['84 times the expected sales', 84, 1, 800],
    ['5 times the expected sales', 5, 1, 150],
    ['3 times the expected sales', 3, 1, 400],
  ])('is found: %s, without a level that follows', (_, factor, baseline, units) => {
    const { directions, most } = found({ level: () => factor, baseline: baseline / factor, learns: false });
    expect([...directions]).toEqual(['more']);
    expect(most).toBeLessThanOrEqual(units);
  });

  it('is found where next to nothing sells of 100 expected units', () => {
    const run = watched(
      { level: () => 0, baseline: 1, hours: 365 * 24, learns: false },
      settings(),
      seededRandom(3),
    );
    expect(run?.direction).toBe('less');
    expect((run?.periods ?? 0) * 6).toBeLessThanOrEqual(100);
  });

  it('is found as soon after 3 quiet years as after 3 quiet months, though the level follows', () => {
    const soldAfter = (quietHours: number) => {
      const random = seededRandom(5);
      const level = (hour: number) => (hour > quietHours ? 8 : 1);
      const run = watched(
        { level, baseline: 0.2, hours: quietHours + 2_000, learns: true },
        settings(),
        random,
      );
      return ((run?.periods ?? Number.POSITIVE_INFINITY) * 6 - quietHours) * 0.2 * 8;
    };
    const [months, years] = [soldAfter(2_160), soldAfter(26_280)];
    expect(months).toBeGreaterThan(0);
    expect(Math.max(months, years)).toBeLessThan(150);
  });
});

describe('the evidence against a model', () => {
  const period = { hours: 1, sold: 0, expected: 1, levelCv: 0, soldOut: false };

  it('never comes from one report alone, whatever it says', () => {
    const terms = settings();
    let doubt = NO_DOUBT;
    const one = { ...period, sold: 1e6 };
    for (let reports = 1; reports <= 4; reports++) {
      doubt = doubtAfter(doubt, one, terms);
      expect(contradiction(doubt, terms)).toBe(reports < 4 ? undefined : 'more');
    }
  });

  it('that too little sells is not taken from a product that sold out', () => {
    const gone = { ...period, sold: 1, expected: 50, soldOut: true };
    expect(doubtAfter(NO_DOUBT, gone, settings()).less).toBe(NO_DOUBT.less);
    expect(doubtAfter(NO_DOUBT, { ...gone, soldOut: false }, settings()).less).toBeGreaterThan(NO_DOUBT.less);
  });

  it('is unchanged where nothing was expected', () => {
    expect(doubtAfter(NO_DOUBT, { ...period, expected: 0, sold: 3 }, settings())).toEqual(NO_DOUBT);
  });

  it('is a number however little was expected', () => {
    for (const expected of [1e-9, 1e-309, Number.MIN_VALUE])
      for (const levelCv of [0, 0.7]) {
        const { more, less } = doubtAfter(NO_DOUBT, { ...period, sold: 1, expected, levelCv }, settings());
        expect(Number.isFinite(more) && Number.isFinite(less)).toBe(true);
      }
  });

  it('stops at half the false alarms in each direction', () => {
    expect(doubtLimit(settings({ falseAlarmPerProductYear: 0.02 }))).toBeCloseTo(Math.log(100), 12);
  });
});
