import { lazy, Suspense } from 'react';
import type { PriceAt } from '../../../../../api/routes/reports.ts';
import { Asked } from '../../ui/asked.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { EventLink } from '../../ui/event-link.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { money } from '../../ui/money.ts';
import { Panel } from '../../ui/panel.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { When } from '../../ui/when.tsx';
import { PrintableLink } from '../shared/printable-link.tsx';
import { ProductAtForm } from './product-at-form.tsx';
import { usePriceAt } from './queries.ts';
import styles from './report.module.css';
import { useProductAt } from './use-product-at.ts';

const Decision = lazy(async () => ({ default: (await import('../../decision/decision.tsx')).Decision }));

/** The exact price that shoppers saw for a product at a time, and its reasons. */
export function PriceAtReport() {
  const { question, asked, ask } = useProductAt();
  const found = usePriceAt(question, asked);
  return (
    <>
      <ProductAtForm asked={question} ask={ask} />
      {question.product === undefined ? (
        <Empty>Enter a product and a time to see the price in force and its proof.</Empty>
      ) : (
        <Asked query={found} what="the price">
          {(price) => <Found price={price} />}
        </Asked>
      )}
    </>
  );
}

function Found({ price: found }: { price: PriceAt }) {
  const { productId, at, price, currency, revision, eventId, evidence, row } = found;
  if (price === undefined)
    return (
      <Empty>
        {productId} had no price in force at <When at={at} dated />.
      </Empty>
    );
  return (
    <>
      <Stats>
        <Stat
          name={`Price of ${productId}`}
          value={money(price, currency)}
          about={
            <>
              at <When at={at} dated />
            </>
          }
        />
        <Stat
          name="In force since"
          value={<Moment at={found.inForceSince} />}
          about={dayOf(found.inForceSince)}
        />
        <Stat
          name="Published at"
          value={<Moment at={found.publishedAt} />}
          about={found.publishedAt === undefined ? 'a newer price overtook it' : dayOf(found.publishedAt)}
        />
        <Stat
          name="In force until"
          value={found.inForceUntil === undefined ? 'Still' : <Moment at={found.inForceUntil} />}
          about={dayOf(found.inForceUntil) ?? 'no later price'}
        />
        <Stat
          name="Price revision"
          value={revision ?? '–'}
          about={eventId !== undefined && <EventLink id={eventId} />}
        />
      </Stats>
      {found.shownBefore && (
        <p className={`${styles.verdict} ${styles.warn}`}>
          It was not published yet at that time. Shoppers still saw{' '}
          {money(found.shownBefore.price, found.shownBefore.currency)}, by event{' '}
          <EventLink id={found.shownBefore.eventId} />.
        </p>
      )}
      {eventId !== undefined && (
        <div className="row wrap">
          <PrintableLink eventId={eventId} />
          <span className="push">
            <CopyButton value={() => found} label="Copy the proof as JSON" />
          </span>
        </div>
      )}
      {evidence && (
        <Suspense fallback={<p role="status">Loading the evidence…</p>}>
          <Decision evidence={evidence} />
        </Suspense>
      )}
      {row && (
        <Panel title="Ledger row">
          <details className={styles.more}>
            <summary>Original event and ledger row</summary>
            <JsonView value={row} label="Ledger row" />
          </details>
        </Panel>
      )}
    </>
  );
}

const Moment = ({ at }: { at: string | undefined }) =>
  at === undefined ? '–' : <time dateTime={at}>{at.slice(11, 23).replace('Z', '')}</time>;

const dayOf = (at: string | undefined): string | undefined => at?.slice(0, 10);
