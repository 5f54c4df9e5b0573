import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Feeds } from '../../../../api/routes/feeds.ts';
import { call } from '../api/client.ts';
import { Page } from '../shell/page.tsx';
import { Asked } from '../ui/asked.tsx';
import { Empty } from '../ui/empty.tsx';
import { count, counted, duration, percent } from '../ui/numbers.ts';
import { Panel } from '../ui/panel.tsx';
import { ProductLink } from '../ui/product-link.tsx';
import { timeText, When } from '../ui/when.tsx';

const EVERY_MS = 10_000;
const SHOWN = 200;

/** Products whose stock feed is silent, or sends more late events than before. */
export default function FeedsPage() {
  const feeds = useQuery({
    queryKey: ['feeds'],
    queryFn: ({ signal }) => call('GET /feeds', { query: { limit: SHOWN }, signal }),
    refetchInterval: EVERY_MS,
  });
  return (
    <Page title="Feeds" about={feeds.data && aboutOf(feeds.data)}>
      <Asked query={feeds} what="the feeds">
        {({ silent, superseded }) => (
          <>
            <Silent feeds={silent} />
            <Superseded feeds={superseded} />
          </>
        )}
      </Asked>
    </Page>
  );
}

const aboutOf = ({ looked: { since, complete } }: Feeds): string =>
  `Events since ${timeText(since, { dated: true })} UTC${complete ? '' : ', search not complete'}`;

const Silent = ({ feeds }: { feeds: Feeds['silent'] }) => (
  <Panel
    title="Silent"
    flush
    about={`${counted(feeds.length, 'product')} without recent events, longest silence first`}
  >
    {feeds.length === 0 ? (
      <Empty>No silent products.</Empty>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Name</th>
            <th scope="col" className="number">
              Silent for
            </th>
            <th scope="col" className="number">
              Usually every
            </th>
            <th scope="col">Last event</th>
            <th scope="col" className="number">
              Stock
            </th>
          </tr>
        </thead>
        <tbody>
          {feeds.map(({ productId, name, silentForMs, usualEveryMs, lastEventAt, stock }) => (
            <tr key={productId}>
              <td>
                <ProductLink id={productId} />
              </td>
              <td className="muted">
                <span className="long">{name}</span>
              </td>
              <td className="number">{duration(silentForMs)}</td>
              <td className="number">{duration(usualEveryMs)}</td>
              <td>
                <When at={lastEventAt} />
              </td>
              <td className="number">{stock === undefined ? '–' : count(stock)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Panel>
);

const Superseded = ({ feeds }: { feeds: Feeds['superseded'] }) => (
  <Panel
    title="Late or duplicate events"
    flush
    about="products with a larger share of superseded events than before"
  >
    {feeds.length === 0 ? (
      <Empty>No product has more superseded events than before.</Empty>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Name</th>
            <th scope="col" className="number">
              Superseded, last hour
            </th>
            <th scope="col" className="number">
              Previous day
            </th>
            <th scope="col" className="number">
              Events, last hour
            </th>
            <th scope="col">Events</th>
          </tr>
        </thead>
        <tbody>
          {feeds.map(({ productId, name, share, shareBefore, events }) => (
            <tr key={productId}>
              <td>
                <ProductLink id={productId} />
              </td>
              <td className="muted">
                <span className="long">{name}</span>
              </td>
              <td className="number">{percent(share)}</td>
              <td className="number">{shareBefore === undefined ? 'no events' : percent(shareBefore)}</td>
              <td className="number">{count(events)}</td>
              <td>
                <Link to={`/events?${new URLSearchParams({ product: productId, outcome: 'superseded' })}`}>
                  Superseded events<span className="hidden-visually"> of {productId}</span>
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Panel>
);
