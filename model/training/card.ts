import type { ModelContract } from '../features.ts';
import type { Spread } from './elasticity.ts';
import type { Report } from './report.ts';

/** The model card in Markdown, with links to its charts. */
export function modelCard(contract: ModelContract, xgboostVersion: string, report: Report): string {
  const { data, span, rows, champion } = report;
  return `${[
    `# Demand model ${contract.version}`,
    `A ${contract.kind} model (XGBoost ${xgboostVersion}, count:poisson) of the demand index: units an hour expected at a price and a time, over the product's baseline, which is its units an hour at list price, on average over the week, without a promotion. Baselines and own slopes of all products are in \`baselines.csv\`.`,
    `**Why this one.** ${champion.why}`,
    ...report.refused.map((reason) => `> **Written by force.** ${reason}`),
    ...report.warnings.map((warning) => `> **Warning.** ${warning}`),
    '## Data',
    table(
      ['what', 'is'],
      [
        ['file', `${data.file}, SHA-256 ${data.sha256}`],
        [
          'columns',
          Object.entries(data.columns)
            .map(([role, name]) => `${role}: ${name}`)
            .join('; '),
        ],
        ['rows read', count(data.rowsRead)],
        ['bad rows dropped', count(data.badRowsDropped.count)],
        ['a row in training is', `one product in one ${report.interval}, over all places`],
        ['span', `${day(span.from)} to ${day(span.to)}, held out from ${span.holdoutFrom}`],
        ['rows trained on and held out', `${count(rows.training)} and ${count(rows.holdout)}`],
        [`${report.interval}s without a sale added`, count(rows.filledWithZero)],
        [`${report.interval}s left out since they began without stock`, count(rows.droppedWithoutStock)],
        [`${report.interval}s in which stock ran out, with the demand it hid`, count(rows.ranOutOfStock)],
        ['products', count(report.products)],
        ['categories with columns', contract.categories.join(', ') || 'none'],
        [
          'price / list price trained on',
          `${contract.priceRatio.lowest} to ${contract.priceRatio.highest} (99% of the rows)`,
        ],
        [
          'list price',
          data.columns.listPrice === undefined
            ? "90th percentile of the product's prices in training"
            : 'as in the data',
        ],
      ],
    ),
    ...badRows(report),
    '## How good it is',
    `On the last part of the time span, which neither trained nor chose anything (${count(rows.holdout)} rows). D² is the share of the Poisson deviance explained: 1 is perfect, 0 is as good as the mean of the holdout itself.`,
    table(
      ['forecast', 'D²'],
      Object.entries(report.explained).map(([name, d2]) => [
        name === contract.kind ? `**${name}**` : name,
        d2.toFixed(4),
      ]),
    ),
    '![D² on the holdout](explained.svg)',
    `Units sold over units expected, by ${report.periods.length}; 1 is right:`,
    table(
      ['from', 'sold', 'expected', 'sold / expected'],
      report.periods.list.map(({ from, sold, expected }) => [
        from,
        count(Math.round(sold)),
        count(Math.round(expected)),
        (sold / expected).toFixed(3),
      ]),
    ),
    '![Units sold and expected](calibration.svg)',
    '## What it learned of prices',
    'Own-price elasticity: -2 means that a price 1% higher sells 2% less. "Model" is the slope of the demand index with the product\'s own shift; "data alone" is the slope in each product\'s own sales, before it is shrunk towards its category, and noisy. Both compare days or weeks with themselves, so that a season is no effect of the price.',
    table(['check of the slopes', 'value'], slopeRows(report)),
    table(
      [
        'category',
        'model: median (10% to 90%)',
        'falls with price',
        'data alone: median (10% to 90%)',
        'falls with price',
      ],
      report.elasticity.map(({ category, model, data: alone }) => [
        category,
        ...spread(model),
        ...spread(alone),
      ]),
    ),
    '![Demand index by price](demand-curves.svg)',
    '![Elasticity](elasticity.svg)',
    '## Limits',
    LIMITS,
  ].join('\n\n')}\n`;
}

const LIMITS = `- Prices that followed a product's own demand bend what is learned of them, unless costs that vary tell them apart. Prices that were varied for no reason are the best proof.
- Beyond the prices trained on the answer is a guess: keep candidates inside the range above.
- What customers do after the span, or on days that it has none of (holidays, other seasons), is not in it.
- A product without sales in training has the baseline of its category.`;

function badRows({ data: { badRowsDropped: bad } }: Report): string[] {
  if (bad.count === 0) return [];
  return [
    `Bad rows dropped, ${bad.count} in all; the first:`,
    bad.first.map((each) => `- ${each}`).join('\n'),
  ];
}

const spread = ({ products, median, p10, p90, negative }: Spread): string[] =>
  products === 0
    ? ['too few sales', '']
    : [
        `${median.toFixed(2)} (${p10.toFixed(2)} to ${p90.toFixed(2)})`,
        `${(100 * negative).toFixed(0)}% of ${count(products)}`,
      ];

function slopeRows({ slopes, champion, compared, dispersion, halfLifeDays }: Report): string[][] {
  const { instrument, slope, error, withoutTime, withinQuarters, nextPrice, nextPriceZ } = slopes;
  const costs =
    instrument === undefined
      ? 'no costs that vary'
      : `F ${instrument.f.toFixed(1)}, ${instrument.used ? `used: it changes the slope by ${instrument.change.toFixed(2)}` : 'not used'}`;
  const { decision } = champion;
  return [
    ['slope of all products in one fit (standard error)', `${slope.toFixed(2)} (${error.toFixed(2)})`],
    ['at first sight, without days or weeks and seasons', withoutTime.toFixed(2)],
    ["within each product's quarters", withinQuarters.toFixed(2)],
    ['costs as an instrument', costs],
    ["products' log prices vary by", slopes.width.toFixed(3)],
    ["share of that which is a product's own", `${(100 * slopes.left).toFixed(0)}%`],
    ['next price in demand (standard errors from 0)', `${nextPrice.toFixed(2)} (${nextPriceZ.toFixed(1)})`],
    ['standard deviation of products around their category', slopes.spread.toFixed(2)],
    ['dispersion of demand beyond Poisson', dispersion.toFixed(4)],
    ['half-life of sales in the baselines', `${halfLifeDays} days`],
    [
      'D² in the time that chose the model',
      Object.entries(compared)
        .map(([kind, d2]) => `${kind} ${d2.toFixed(4)}`)
        .join(', '),
    ],
    [
      'profit at its best prices there, over the profit at the prices charged',
      decision === undefined
        ? 'too few sales near them'
        : Object.entries(decision.value)
            .map(([kind, value]) => `${kind} ${value.toFixed(3)}`)
            .join(', '),
    ],
  ];
}

const count = (value: number): string => value.toLocaleString('en-US');
const day = (time: string): string => time.slice(0, 10);

function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
