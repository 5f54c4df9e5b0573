import { lazy, Suspense } from 'react';
import type { PriceReduction } from '../../../../../api/routes/reports.ts';
import { Asked } from '../../ui/asked.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { EventLink } from '../../ui/event-link.tsx';
import { money } from '../../ui/money.ts';
import { Panel } from '../../ui/panel.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { When } from '../../ui/when.tsx';
import { ProductAtForm } from './product-at-form.tsx';
import { usePriceReduction } from './queries.ts';
import styles from './report.module.css';
import { useProductAt } from './use-product-at.ts';

const LowsChart = lazy(async () => ({ default: (await import('./lows-chart.tsx')).LowsChart }));

/** The lowest prior price behind a shown price reduction, as EU law demands. */
export function PriceReductionReport() {
  const { question, asked, ask } = useProductAt();
  const found = usePriceReduction(question, asked);
  return (
    <>
      <ProductAtForm asked={question} ask={ask} />
      {question.product === undefined ? (
        <Empty>
          Enter a product and a time to see the lowest prices of the 30 days before its price (Directive
          98/6/EC, article 6a).
        </Empty>
      ) : (
        <Asked query={found} what="the evidence">
          {(evidence) => <Found evidence={evidence} />}
        </Asked>
      )}
    </>
  );
}

/** Evidence of a time at which the product had a price. */
type Evidence = PriceReduction & Required<Pick<PriceReduction, 'price' | 'currency'>>;

const hadPrice = (evidence: PriceReduction): evidence is Evidence =>
  evidence.price !== undefined && evidence.currency !== undefined;

function Found({ evidence }: { evidence: PriceReduction }) {
  if (!hadPrice(evidence))
    return (
      <Empty>
        {evidence.productId} had no price in force at <When at={evidence.at} dated />.
      </Empty>
    );
  const { ok, lows } = evidence;
  return (
    <>
      <Figures evidence={evidence} />
      {ok !== undefined && (
        <p className={`${styles.verdict} ${ok ? styles.good : styles.bad}`}>
          {ok
            ? 'The price before is not above the lowest prior one.'
            : 'The price before is above the lowest prior one.'}
        </p>
      )}
      {lows.length > 0 && <Lows evidence={evidence} />}
    </>
  );
}

function Figures({ evidence }: { evidence: Evidence }) {
  const { productId, currency, price, inForceSince, referencePrice, lowestPrior, reductionPercent } =
    evidence;
  return (
    <Stats>
      <Stat
        name={`Price of ${productId}`}
        value={money(price, currency)}
        about={
          <>
            since <When at={inForceSince} dated />
          </>
        }
      />
      <Stat
        name="Price before"
        value={money(referencePrice, currency)}
        about={beforeText(referencePrice, reductionPercent)}
      />
      <Stat
        name="Lowest of 30 days before"
        value={money(lowestPrior?.amount, currency)}
        about={
          lowestPrior && (
            <>
              <When at={lowestPrior.at} dated /> by <EventLink id={lowestPrior.eventId} />
            </>
          )
        }
      />
      <Stat
        name="Reduction"
        value={reductionPercent === undefined ? 'None' : `${reductionPercent.toFixed(1)}%`}
        about={reductionPercent === undefined ? 'it is not below the price before' : 'below the price before'}
      />
    </Stats>
  );
}

/** The lowest price of each day, as a chart and as a table. */
const Lows = ({ evidence }: { evidence: Evidence }) => {
  const { lows, price, referencePrice, currency } = evidence;
  return (
    <div className={styles.pair}>
      <Panel title="Lowest price of each day" actions={<CopyButton value={() => evidence} />}>
        <Suspense fallback={<p role="status">Loading the chart…</p>}>
          <LowsChart lows={lows} price={price} referencePrice={referencePrice} currency={currency} />
        </Suspense>
      </Panel>
      <Panel title="Data table" flush>
        <LowsTable lows={lows} currency={currency} />
      </Panel>
    </div>
  );
};

const LowsTable = ({ lows, currency }: Pick<Evidence, 'lows' | 'currency'>) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
  <section className={styles.days} tabIndex={0} aria-label="Lowest price of each day">
    <table>
      <thead>
        <tr>
          <th scope="col">Day (UTC)</th>
          <th scope="col" className="number">
            Lowest
          </th>
        </tr>
      </thead>
      <tbody>
        {lows.toReversed().map(({ day, amount }) => (
          <tr key={day}>
            <td>{day}</td>
            <td className="number">{money(amount, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

function beforeText(referencePrice: number | undefined, reductionPercent: number | undefined): string {
  if (referencePrice === undefined) return 'none';
  return reductionPercent === undefined
    ? 'stored with the price, not shown'
    : 'the storefront shows it struck through';
}
