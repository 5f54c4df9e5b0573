import { ActionIcon } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, useState } from 'react';
import type { AuditEntry } from '../../../../../api/routes/audit.ts';
import { Facts } from '../../ui/facts.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { ProductLink } from '../../ui/product-link.tsx';
import { When } from '../../ui/when.tsx';
import styles from './entry-table.module.css';
import { SubjectLink } from './subject-link.tsx';

const COLUMNS = 7;

/** Entries in rows; each can be opened to show its details and hashes. */
export function EntryTable({ entries }: { entries: readonly AuditEntry[] }) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) =>
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-visually">Details</span>
          </th>
          <th scope="col">At</th>
          <th scope="col">By</th>
          <th scope="col">Action</th>
          <th scope="col">Subject</th>
          <th scope="col">Product</th>
          <th scope="col" className="number">
            Entry
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => {
          const key = `${entry.day}#${entry.seq}`;
          const isOpen = opened.has(key);
          return (
            <Fragment key={key}>
              <tr>
                <td>
                  <ActionIcon
                    size="sm"
                    aria-label={`Details of entry ${key}`}
                    aria-expanded={isOpen}
                    onClick={() => toggle(key)}
                  >
                    {isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
                  </ActionIcon>
                </td>
                <td>
                  <When at={entry.at} exact />
                </td>
                <td>
                  {entry.by} {entry.client !== 'console' && <span className="muted">({entry.client})</span>}
                </td>
                <td className="nowrap">{entry.action}</td>
                <td className={styles.subject}>
                  <SubjectLink subject={entry.subject} />
                </td>
                <td className={styles.subject}>
                  {entry.productId !== undefined && <ProductLink id={entry.productId} />}
                  {entry.guardrail !== undefined && <div className="muted">{entry.guardrail}</div>}
                </td>
                <td className="number muted nowrap">{key}</td>
              </tr>
              {isOpen && (
                <tr>
                  <td colSpan={COLUMNS} className={styles.details}>
                    <JsonView value={entry.details} label={`Details of entry ${key}`} />
                    <Facts
                      facts={[
                        ['Hash', <code key="hash">{entry.hash}</code>],
                        ['Previous hash', <code key="previous">{entry.previous}</code>],
                      ]}
                    />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}
