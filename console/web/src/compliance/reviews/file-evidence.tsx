import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import type { ReviewFile } from '../../../../../api/routes/reviews.ts';
import { apiPath } from '../../api/client.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EventLink } from '../../ui/event-link.tsx';
import { Facts } from '../../ui/facts.tsx';
import { JsonDiff } from '../../ui/json-diff.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { money } from '../../ui/money.ts';
import { counted } from '../../ui/numbers.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProductLink } from '../../ui/product-link.tsx';
import { When } from '../../ui/when.tsx';
import styles from './file-evidence.module.css';
import { judged } from './judged.ts';

// Loaded on demand: the chart library is large, and a list of reviews does not need it.
const Decision = lazy(async () => ({ default: (await import('../../decision/decision.tsx')).Decision }));

/** The evidence of the rejection: event, proposal, guardrails, policy, and prices at that time and now. */
export function FileEvidence({ file }: { file: ReviewFile }) {
  const evidence = judged(file);
  const others = file.evidence.filter((each) => each !== evidence);
  return (
    <>
      {evidence && (
        <Suspense fallback={<p role="status">Loading the evidence…</p>}>
          <Decision evidence={evidence} stock={eventDetail(file).stock} />
        </Suspense>
      )}
      {others.length > 0 && (
        <Panel
          title="Other judgements"
          about={`${counted(others.length, 'judgement')} that another event overtook, or that a second execution made`}
        >
          <JsonView value={others} label="Other judgements of the same event" />
        </Panel>
      )}
      <div className={styles.pair}>
        <EventPanel file={file} />
        <PricesPanel file={file} />
      </div>
      <PolicyPanel file={file} />
    </>
  );
}

interface Detail {
  stock?: unknown;
  sequence?: unknown;
  occurredAt?: string;
  reason?: unknown;
}

function eventDetail({ row }: ReviewFile): Detail {
  try {
    return (JSON.parse(row.envelope) as { detail?: Detail }).detail ?? {};
  } catch {
    return {};
  }
}

function EventPanel({ file }: { file: ReviewFile }) {
  const { row, item, product } = file;
  const { stock, sequence, occurredAt, reason } = eventDetail(file);
  return (
    <Panel title="Event" actions={<CopyButton value={() => row} />}>
      <Facts
        facts={[
          ['Event', <EventLink key="event" id={row.eventId} whole />],
          ['Kind', row.kind],
          ['Product', <ProductLink key="product" id={item.productId} />],
          ['Category', product?.category],
          ['Stock', stock === undefined ? undefined : String(stock)],
          ['Sequence', sequence === undefined ? undefined : String(sequence)],
          ['Reason', reason === undefined ? undefined : String(reason)],
          ['Occurred', occurredAt && <When key="occurred" at={occurredAt} exact dated />],
          ['Accepted', <When key="accepted" at={row.acceptedAt} exact dated />],
          ['Executions', row.executions.length],
        ]}
      />
      <details className={styles.more}>
        <summary>Original event and ledger row</summary>
        <JsonView value={row} label="Ledger row" />
      </details>
    </Panel>
  );
}

function PricesPanel({ file: { item, priceThen, stateNow, product } }: { file: ReviewFile }) {
  const { currency } = item;
  const now = stateNow?.price;
  const amount = (value: number | undefined) => (value === undefined ? undefined : money(value, currency));
  return (
    <Panel title="Prices">
      <Facts
        facts={[
          ['In force then', priceThen ? money(priceThen.amount, priceThen.currency) : 'none'],
          [
            'In force now',
            now ? (
              <span key="now">
                {money(now.amount, now.currency)} since <When at={now.since} dated />
              </span>
            ) : (
              'none'
            ),
          ],
          ['Set by', now && <EventLink key="by" id={now.eventId} />],
          ['Reference price now', amount(now?.referencePrice)],
          ['Revision now', stateNow?.revision],
          ['Stock now', stateNow?.stock],
          ['List price', amount(product?.listPrice)],
          ['Unit cost', amount(product?.unitCost)],
          ['Minimum price', amount(product?.minimumPrice)],
          ['Minimum advertised', amount(product?.minimumAdvertisedPrice)],
        ]}
      />
      <details className={styles.more}>
        <summary>Full current price state</summary>
        <JsonView value={stateNow} label="Price state" />
      </details>
    </Panel>
  );
}

function PolicyPanel({ file: { item, terms, termsNow } }: { file: ReviewFile }) {
  const [policyId = ''] = item.policy.split('@');
  return (
    <Panel
      title={`Policy ${item.policy}`}
      about={termsNow ? 'another version is in force now' : 'still in force'}
      actions={<Link to={apiPath`/policies/${policyId}`}>All versions</Link>}
    >
      {termsNow && (
        <>
          <p className={styles.about}>Changes since the version of the judgement:</p>
          <JsonDiff before={terms} after={termsNow} label="Policy then and now" />
        </>
      )}
      <details className={styles.more} open={!termsNow}>
        <summary>Full terms of the judgement</summary>
        <JsonView value={terms} label={`Terms of ${item.policy}`} />
      </details>
    </Panel>
  );
}
