import type { TrailEntry } from '../../../../domain/guardrails/trail.ts';
import { Empty } from '../ui/empty.tsx';
import { money } from '../ui/money.ts';
import styles from './trail.module.css';

/** The verdict and limits of each guardrail, and the price before and after it. */
export function Trail({ trail, currency }: { trail: readonly TrailEntry[]; currency: string }) {
  if (trail.length === 0) return <Empty>No guardrail was run.</Empty>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Guardrail</th>
          <th scope="col">Verdict</th>
          <th scope="col" className="number">
            Before
          </th>
          <th scope="col" className="number">
            After
          </th>
          <th scope="col">Reason</th>
          <th scope="col">Limits</th>
        </tr>
      </thead>
      <tbody>
        {trail.map(({ guardrail, verdict, before, after, bound, why, limits = [] }, place) => (
          // One guardrail may appear twice: for the proposal, and for the corrected price in force.
          <tr key={`${guardrail} ${place}`} className={styles[verdict]}>
            <td>{guardrail}</td>
            <td className={styles.verdict}>{verdict}</td>
            <td className="number">{money(before, currency)}</td>
            <td className="number">{money(after, currency)}</td>
            <td className={styles.text}>{why ?? bound ?? ''}</td>
            <td className={`${styles.text} muted`}>
              {limits.map(({ side, amount, bound: name }) => (
                <div key={`${side} ${name}`}>
                  {side === 'lower' ? 'at least' : 'at most'} {money(amount, currency)} ({name})
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
