import {
  experimentText,
  horizonText,
  keptText,
  slopeText,
} from '../../../../domain/context/evidence-text.ts';
import type { Evidence } from '../../../../domain/record/ledger.ts';
import { rateText } from '../../../../domain/values/rate-text.ts';
import { Facts } from '../ui/facts.tsx';
import { money } from '../ui/money.ts';
import { OutcomeBadge } from '../ui/outcome-badge.tsx';
import { Panel } from '../ui/panel.tsx';
import { PriceChange } from '../ui/price-change.tsx';
import { timeText, When } from '../ui/when.tsx';
import { CurveTable } from './curve-table.tsx';
import styles from './decision.module.css';
import { DemandChart } from './demand-chart.tsx';
import { Trail } from './trail.tsx';

/** The reasons for a price: proposal, expectation, and the verdict of each guardrail. */
export function Decision({
  evidence: { proposal, decision },
  stock,
}: {
  evidence: Evidence;
  stock?: unknown;
}) {
  const { currency, outcome, price, priceBefore, reason, policy, decidedAt, trail } = decision;
  const curve = proposal?.curve;
  const level = proposal?.demand?.level;
  return (
    <div className={styles.decision}>
      <Panel title="Decision" about={<When at={decidedAt} exact dated />}>
        <Facts
          facts={[
            ['Outcome', <OutcomeBadge key="outcome" outcome={outcome} />],
            ['Price', <PriceChange key="price" before={priceBefore} after={price} currency={currency} />],
            ['Reason', reason],
            ['Proposed', proposal && `${money(proposal.amount, currency)} by ${proposal.by}`],
            ['Fallback reason', proposal?.fallbackReason],
            ['Price kept', proposal && keptText(proposal, timeText)],
            ['Sell until', proposal && horizonText(proposal, timeText)],
            ['Stock', stock === undefined ? undefined : String(stock)],
            [
              'Demand level',
              level &&
                `${rateText(level.unitsPerHour)} units an hour at index 1, ±${(100 * level.cv).toFixed(0)}%`,
            ],
            ['Demand slope', proposal && slopeText(proposal)],
            ['Experiment', proposal && experimentText(proposal, (amount) => money(amount, currency))],
            ['Policy', `${policy.policyId}@${policy.version}, ${policy.mode}`],
          ]}
        />
        {proposal && Object.keys(proposal.evidence).length > 0 && (
          <details className={styles.evidence}>
            <summary>Inputs of the proposal</summary>
            <Facts
              facts={Object.entries(proposal.evidence).map(([name, value]) => [name, String(value)] as const)}
            />
          </details>
        )}
      </Panel>
      {proposal && curve && (
        <Panel title="Demand and expected profit" about="by candidate price" className={styles.wide}>
          <DemandChart
            curve={curve}
            proposed={proposal.amount}
            decided={price ?? priceBefore}
            currency={currency}
          />
          <CurveTable curve={curve} proposed={proposal.amount} currency={currency} />
        </Panel>
      )}
      <Panel title="Guardrails" flush about="in their order" className={styles.wide}>
        <Trail trail={trail} currency={currency} />
      </Panel>
    </div>
  );
}
