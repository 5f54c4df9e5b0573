import type { StandingFigures } from '../../../../domain/decision/readiness.ts';
import type { Interval } from '../../../../domain/standing/clusters.ts';
import type { PriceLevel } from '../../../../domain/standing/standing.ts';
import { count } from '../ui/numbers.ts';

interface Tables {
  policyId: string;
  standings: readonly StandingFigures[];
}

/** Sales, expected gain, bounds and changes, by standing. */
export const FigureTable = ({ policyId, standings }: Tables) => (
  <table aria-label={`Figures of ${policyId}`}>
    <thead>
      <tr>
        <th scope="col">Standing</th>
        {[
          'Products',
          'Sold',
          'Expected',
          'Sold / expected',
          'Expected gain',
          'At lowest price',
          'At highest price',
          'Changes a day',
          'Reversals a day',
        ].map((name) => (
          <th key={name} scope="col" className="number">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {standings.map((each) => (
        <tr key={each.kind}>
          <th scope="row">{each.kind}</th>
          <td className="number">{count(each.products)}</td>
          <td className="number">{count(each.sales.sold)}</td>
          <td className="number">{each.sales.expected.toFixed(1)}</td>
          <td className="number">{intervalText(each.sales.ratio, 2)}</td>
          <td className="number">{intervalText(each.gainPercent, 1, '%')}</td>
          <td className="number">{each.atLowestPercent.toFixed(0)}%</td>
          <td className="number">{each.atHighestPercent.toFixed(0)}%</td>
          <td className="number">{each.changesPerDay.toFixed(1)}</td>
          <td className="number">{each.reversalsPerDay.toFixed(1)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const LEVELS: Record<PriceLevel, string> = {
  85: 'up to 85%',
  95: '85% to 95%',
  105: '95% to 105%',
  115: '105% to 115%',
  above: 'above 115%',
};

/** Sales compared with the expected ones, by the price in force over the list price. */
export const LevelTable = ({ policyId, standings }: Tables) => (
  <table aria-label={`Sales by price level of ${policyId}`}>
    <thead>
      <tr>
        <th scope="col">Standing</th>
        <th scope="col">Price of list</th>
        {['Sold', 'Expected', 'Sold / expected'].map((name) => (
          <th key={name} scope="col" className="number">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {standings.flatMap(({ kind, levels }) =>
        levels.map(({ level, sold, expected, ratio }) => (
          <tr key={`${kind} ${level}`}>
            <td>{kind}</td>
            <td>{LEVELS[level]}</td>
            <td className="number">{count(sold)}</td>
            <td className="number">{expected.toFixed(1)}</td>
            <td className="number">{intervalText(ratio, 2)}</td>
          </tr>
        )),
      )}
    </tbody>
  </table>
);

function intervalText(interval: Interval | undefined, digits: number, unit = ''): string {
  if (interval === undefined) return '–';
  const { value, low, high } = interval;
  const range =
    low === undefined || high === undefined ? '' : ` (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  return `${value.toFixed(digits)}${unit}${range}`;
}
