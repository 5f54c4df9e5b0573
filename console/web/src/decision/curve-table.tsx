import type { CurvePoint } from '../../../../domain/demand/evidence.ts';
import { rateText } from '../../../../domain/values/rate-text.ts';
import { money } from '../ui/money.ts';
import styles from './curve-table.module.css';

interface CurveTableProps {
  curve: readonly CurvePoint[];
  proposed: number | null;
  currency: string;
}

/** The candidates as a table, with their difference in expected profit from the proposed one. */
export function CurveTable({ curve, proposed, currency }: CurveTableProps) {
  const best = curve.find(({ price }) => price === proposed);
  const isLastUnits = best?.valueOfRest !== undefined;
  return (
    <details className={styles.details}>
      <summary>Data table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Candidate</th>
            <th scope="col" className="number">
              Units an hour
            </th>
            <th scope="col" className="number">
              Units expected
            </th>
            <th scope="col" className="number">
              Profit expected
            </th>
            {isLastUnits && (
              <th scope="col" className="number">
                Of it after the next look
              </th>
            )}
            <th scope="col" className="number">
              Difference from best
            </th>
          </tr>
        </thead>
        <tbody>
          {curve.map((point) => (
            <tr key={point.price} aria-current={point === best || undefined}>
              <td>
                {money(point.price, currency)}
                {point === best && ', proposed'}
              </td>
              <td className="number">{rateText(point.unitsPerHour)}</td>
              <td className="number">{point.expectedUnits.toFixed(2)}</td>
              <td className="number">{money(point.expectedProfit, currency)}</td>
              {isLastUnits && <td className="number">{money(point.valueOfRest ?? 0, currency)}</td>}
              <td className="number">{best && point !== best ? loss(point, best) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const loss = ({ expectedProfit }: CurvePoint, best: CurvePoint): string =>
  best.expectedProfit > 0 ? `${(100 * (expectedProfit / best.expectedProfit - 1)).toFixed(2)}%` : '–';
