import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { ProductHistory } from '../../../../api/routes/products.ts';
import { Page } from '../shell/page.tsx';
import { Asked } from '../ui/asked.tsx';
import { money } from '../ui/money.ts';
import { count } from '../ui/numbers.ts';
import { Panel } from '../ui/panel.tsx';
import { Stat, Stats } from '../ui/stat.tsx';
import { timeText } from '../ui/when.tsx';
import { LastDecision } from './last-decision.tsx';
import { PolicyPanel } from './policy-panel.tsx';
import { PriceChart } from './price-chart.tsx';
import { ProductFacts } from './product-facts.tsx';
import styles from './product-page.module.css';
import { useHistory } from './use-product.ts';

const HOUR_MS = 3_600_000;
const SPANS = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last week' },
  { value: '', label: 'Newest' },
];

/** One product: its price against its stock, the reasons for the price, and its policy. */
export default function ProductPage() {
  const { id = '' } = useParams();
  const [hours, setHours] = useState('');
  const since = useMemo(
    () => (hours === '' ? undefined : new Date(Date.now() - Number(hours) * HOUR_MS).toISOString()),
    [hours],
  );
  const history = useHistory(id, since);
  return (
    <Page
      key={id}
      title={history.data?.product.name ?? id}
      tab={id}
      about={`Product ${id}`}
      actions={<Link to={`/events?${new URLSearchParams({ product: id })}`}>Show its events</Link>}
    >
      <Asked query={history} what="the product">
        {(found) => (
          <>
            <ProductStats history={found} />
            <Panel
              title="Price and stock"
              about={
                found.more ? `the newest ${count(found.points.length)} events of this period` : undefined
              }
              actions={<SegmentedControl aria-label="Time" data={SPANS} value={hours} onChange={setHours} />}
            >
              <PriceChart history={found} />
            </Panel>
            <LastDecision history={found} />
            <div className={styles.columns}>
              <PolicyPanel policyId={found.product.policyId} />
              <ProductFacts product={found.product} state={found.state} />
            </div>
          </>
        )}
      </Asked>
    </Page>
  );
}

function ProductStats({ history: { state, currency, product } }: { history: ProductHistory }) {
  const price = state?.price;
  return (
    <Stats>
      <Stat
        name="Price in force"
        value={money(price?.amount, currency)}
        about={price ? `since ${timeText(price.since)}, revision ${price.revision}` : 'no decision yet'}
      />
      <Stat
        name="Reference price"
        value={money(price?.referencePrice, currency)}
        about="lowest of the 30 days before"
      />
      <Stat
        name="List price"
        value={money(product.listPrice, currency)}
        about={`unit cost ${money(product.unitCost, currency)}`}
      />
      <Stat
        name="Stock"
        value={state?.stock === undefined ? '–' : count(state.stock)}
        about={state?.stockAt === undefined ? 'no stock event yet' : `at ${timeText(state.stockAt)}`}
      />
      <Stat
        name="Looked at again"
        value={state?.repriceAt === undefined ? '–' : timeText(state.repriceAt)}
        about="at the latest, or with the next event"
      />
    </Stats>
  );
}
