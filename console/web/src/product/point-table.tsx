import type { HistoryPoint } from '../../../../api/routes/products.ts';
import { EventLink } from '../ui/event-link.tsx';
import { money } from '../ui/money.ts';
import { OutcomeBadge } from '../ui/outcome-badge.tsx';
import { When } from '../ui/when.tsx';
import styles from './point-table.module.css';

const ROWS = 50;

/** The newest points of the chart as a table. */
export const PointTable = ({ points, currency }: { points: readonly HistoryPoint[]; currency: string }) => (
  <details className={styles.details}>
    <summary>Data table of the newest events</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Accepted</th>
          <th scope="col">Event</th>
          <th scope="col">Outcome</th>
          <th scope="col" className="number">
            Stock
          </th>
          <th scope="col" className="number">
            Price after
          </th>
          <th scope="col" className="number">
            Bounds
          </th>
          <th scope="col">Reason</th>
        </tr>
      </thead>
      <tbody>
        {points
          .slice(-ROWS)
          .reverse()
          .map(({ eventId, at, outcome, stock, price, lower, upper, reason }) => (
            <tr key={eventId}>
              <td>
                <When at={at} exact />
              </td>
              <td>
                <EventLink id={eventId} />
              </td>
              <td>
                <OutcomeBadge outcome={outcome} />
              </td>
              <td className="number">{stock ?? '–'}</td>
              <td className="number">{money(price, currency)}</td>
              <td className="number nowrap">
                {lower === undefined && upper === undefined
                  ? '–'
                  : `${money(lower, currency)} – ${money(upper, currency)}`}
              </td>
              <td className="muted">{reason}</td>
            </tr>
          ))}
      </tbody>
    </table>
  </details>
);
