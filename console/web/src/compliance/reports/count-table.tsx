import type { ReactNode } from 'react';
import type { RejectionCount } from '../../../../../api/routes/reports.ts';
import { Empty } from '../../ui/empty.tsx';
import { count } from '../../ui/numbers.ts';
import { Panel } from '../../ui/panel.tsx';
import styles from './count-table.module.css';

interface CountTableProps {
  title: string;
  of: string;
  rows: readonly RejectionCount[];
  /** Parts with at least one rejection. */
  parts: readonly Part[];
  named?: (key: string) => ReactNode;
  none?: string;
}

/** The states of a rejection. */
export const PARTS = ['open', 'escalated', 'upheld', 'released', 'lapsed'] as const;
export type Part = (typeof PARTS)[number];

const NAMES: Record<Part, string> = {
  open: 'Open',
  escalated: 'Escalated',
  upheld: 'Upheld',
  released: 'Released',
  lapsed: 'Lapsed',
};

/** Rejections by one key, with a bar of their states. */
export function CountTable({ title, of, rows, parts, named, none = 'No rejections.' }: CountTableProps) {
  const most = Math.max(1, ...rows.map(({ count: total }) => total));
  return (
    <Panel title={title} flush>
      {rows.length === 0 ? (
        <Empty>{none}</Empty>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{of}</th>
              <th scope="col" className="number">
                All
              </th>
              <th scope="col">
                <span className="hidden-visually">Drawn</span>
              </th>
              {parts.map((part) => (
                <th key={part} scope="col" className="number">
                  <span className={`${styles.key} ${styles[part]}`} aria-hidden="true" /> {NAMES[part]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <td>{named?.(row.key) ?? row.key}</td>
                <td className="number">{count(row.count)}</td>
                <td className={styles.drawn} aria-hidden="true">
                  <div className={styles.bar} style={{ width: `${(100 * row.count) / most}%` }}>
                    {parts.map((part) => (
                      <span key={part} className={styles[part]} style={{ flexGrow: row[part] }} />
                    ))}
                  </div>
                </td>
                {parts.map((part) => (
                  <td key={part} className={`number ${row[part] === 0 ? 'muted' : ''}`}>
                    {count(row[part])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
