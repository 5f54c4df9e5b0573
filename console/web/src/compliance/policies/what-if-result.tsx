import type { WhatIf, WhatIfEnd } from '../../../../../api/routes/policies.ts';
import type { Outcome } from '../../../../../domain/record/ledger.ts';
import { EventLink } from '../../ui/event-link.tsx';
import { change, money } from '../../ui/money.ts';
import { count, counted, percent } from '../../ui/numbers.ts';
import { OUTCOMES, OutcomeBadge } from '../../ui/outcome-badge.tsx';
import { ProductLink } from '../../ui/product-link.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import { When } from '../../ui/when.tsx';
import styles from './what-if-panel.module.css';

/** The effect of other terms on recorded decisions. */
export function WhatIfResult({ result }: { result: WhatIf }) {
  const { decisions, changed, since, until, notReproduced, withoutContext, expectedProfit, examples } =
    result;
  const { approximations } = result;
  if (decisions + notReproduced + withoutContext === 0)
    return <p role="status">No decisions under this policy yet.</p>;
  return (
    <>
      <div role="status">
        <Stats>
          <Stat
            name="Decisions judged again"
            value={count(decisions)}
            about={
              since !== undefined && (
                <>
                  <When at={since} /> to <When at={until} />
                </>
              )
            }
          />
          <Stat
            name="Would have ended otherwise"
            value={count(changed)}
            about={decisions > 0 && percent(changed / decisions)}
          />
          {notReproduced > 0 && (
            <Stat
              name="Left out"
              value={count(notReproduced)}
              about="their records lead to another decision, or are not complete"
            />
          )}
          {withoutContext > 0 && (
            <Stat
              name="Too old"
              value={count(withoutContext)}
              about="made before the context of a decision was kept"
            />
          )}
          {expectedProfit.map(({ currency, before, after, decisions: of }) => (
            <Stat
              key={currency}
              name={`Profit expected, ${currency}`}
              value={money(after, currency)}
              tone={after > before ? 'good' : after < before ? 'bad' : undefined}
              about={`${money(before, currency)} before ${change(before, after)}, of ${counted(of, 'decision')}`}
            />
          ))}
        </Stats>
      </div>
      <div className={styles.columns}>
        <OutcomeTable outcomes={result.outcomes} />
        {examples.length === 0 ? (
          <p className="muted">No decision changes.</p>
        ) : (
          <Examples examples={examples} changed={changed} />
        )}
      </div>
      {approximations.length > 0 && (
        <ul className={styles.notes} aria-label="Approximations">
          {approximations.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function OutcomeTable({ outcomes: { before, after } }: Pick<WhatIf, 'outcomes'>) {
  const known = OUTCOMES.filter((each) => each in before || each in after);
  return (
    <table>
      <caption className="hidden-visually">Outcomes before and after</caption>
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col" className="number">
            Before
          </th>
          <th scope="col" className="number">
            After
          </th>
          <th scope="col" className="number">
            Change
          </th>
        </tr>
      </thead>
      <tbody>
        {known.map((outcome) => {
          const was = before[outcome] ?? 0;
          const is = after[outcome] ?? 0;
          return (
            <tr key={outcome}>
              <td>
                <OutcomeBadge outcome={outcome} />
              </td>
              <td className="number">{count(was)}</td>
              <td className="number">{count(is)}</td>
              <td className="number">
                {is === was ? '' : `${is > was ? '+' : '−'}${count(Math.abs(is - was))}`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const Examples = ({ examples, changed }: { examples: WhatIf['examples']; changed: number }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
  <section className={styles.examples} tabIndex={0} aria-label="Changed decisions">
    <table>
      <caption className="hidden-visually">
        {examples.length < changed ? `The newest ${examples.length} of ${changed}` : 'All'}
      </caption>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Product</th>
          <th scope="col">Was</th>
          <th scope="col">What-if</th>
        </tr>
      </thead>
      <tbody>
        {examples.map(({ eventId, productId, currency, before, after }) => (
          <tr key={eventId}>
            <td>
              <EventLink id={eventId} />
            </td>
            <td>
              <ProductLink id={productId} />
            </td>
            <td>
              <End end={before} currency={currency} />
            </td>
            <td>
              <End end={after} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const End = ({ end: { outcome, price, reason }, currency }: { end: WhatIfEnd; currency: string }) => (
  <div className={styles.end}>
    <OutcomeBadge outcome={outcome as Outcome} />
    {price !== undefined && <span>{money(price, currency)}</span>}
    <span className="muted">{reason}</span>
  </div>
);
