import { Link } from 'react-router';
import type { FoundEvent } from '../../../../api/routes/search.ts';
import { Empty } from '../ui/empty.tsx';
import { EventLink } from '../ui/event-link.tsx';
import { duration } from '../ui/numbers.ts';
import { OutcomeBadge } from '../ui/outcome-badge.tsx';
import { Panel } from '../ui/panel.tsx';
import { PriceChange } from '../ui/price-change.tsx';
import { ProductLink } from '../ui/product-link.tsx';
import { When } from '../ui/when.tsx';
import styles from './newest-events.module.css';

/** The newest events, updated live. */
export const NewestEvents = ({ events }: { events: readonly FoundEvent[] }) => (
  <Panel title="Newest events" flush actions={<Link to="/events">Search all events</Link>}>
    {events.length === 0 ? (
      <Empty>No events yet. Send one with pricewire send, or play a sale with npm start.</Empty>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">Ended</th>
            <th scope="col">Event</th>
            <th scope="col">Product</th>
            <th scope="col">Kind</th>
            <th scope="col">Outcome</th>
            <th scope="col">Price</th>
            <th scope="col">Reason</th>
            <th scope="col" className="number">
              To live price
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.eventId}>
              <td>
                <When at={event.closedAt} exact />
              </td>
              <td>
                <EventLink id={event.eventId} />
              </td>
              <td className={styles.product}>
                <ProductLink id={event.productId} />
              </td>
              <td className="muted">{event.kind ?? '–'}</td>
              <td>
                <OutcomeBadge outcome={event.outcome} />
              </td>
              <td>
                <PriceChange before={event.priceBefore} after={event.price} currency={event.currency} />
              </td>
              <td className={`${styles.reason} muted`}>{event.error ?? event.reason}</td>
              <td className="number nowrap">
                {event.latencyMs === undefined ? '–' : duration(event.latencyMs)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Panel>
);
