import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { DeadLetterGroup } from '../../../../api/routes/dead-letters.ts';
import { useShortcuts } from '../shell/shortcuts.ts';
import { count } from '../ui/numbers.ts';
import { When } from '../ui/when.tsx';
import styles from './group-table.module.css';
import { RedriveButton } from './redrive-button.tsx';

interface GroupTableProps {
  groups: readonly DeadLetterGroup[];
  chosen: string | null;
  choose: (key: string) => void;
}

/** A row for each cause, for any number of letters. */
export function GroupTable({ groups, chosen, choose }: GroupTableProps) {
  const [current, setCurrent] = useState(-1);
  const go = (to: number) => setCurrent(Math.max(0, Math.min(groups.length - 1, to)));
  const open = () => {
    const group = groups[current];
    if (group) choose(group.key);
  };
  useShortcuts('Dead letters', [
    { keys: 'j', does: 'Next cause', run: () => go(current + 1) },
    { keys: 'k', does: 'Previous cause', run: () => go(current - 1) },
    { keys: 'Enter', does: 'Show the letters of the cause', run: open },
  ]);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Cause</th>
          <th scope="col">Stage</th>
          <th scope="col" className={styles.spare}>
            Queue
          </th>
          <th scope="col" className="number">
            Letters
          </th>
          <th scope="col" className="number">
            Products
          </th>
          <th scope="col" className={styles.spare}>
            Oldest
          </th>
          <th scope="col">Newest</th>
          <th scope="col">
            <span className="hidden-visually">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group, at) => {
          const { key, cause, error, stage, queue, products, oldest, newest } = group;
          return (
            <tr
              key={`${queue} ${key}`}
              aria-current={at === current || undefined}
              className={key === chosen ? styles.chosen : ''}
            >
              <td className={styles.cause}>
                <button type="button" aria-expanded={key === chosen} onClick={() => choose(key)}>
                  {key === chosen ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
                  <span>
                    {cause || error}
                    {!cause.startsWith(error) && <code className={styles.error}>{error}</code>}
                  </span>
                </button>
              </td>
              <td className="muted">{stage ?? '–'}</td>
              <td className={`${styles.spare} muted nowrap`}>{queue}</td>
              <td className="number">{count(group.count)}</td>
              <td className="number">{products === 0 ? '–' : count(products)}</td>
              <td className={styles.spare}>
                <When at={oldest} />
              </td>
              <td>
                <When at={newest} />
              </td>
              <td className={styles.action}>
                <RedriveButton
                  redrive={{ what: { queue, group: key }, letters: group.count, about: cause || error }}
                  label="Redrive group"
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
