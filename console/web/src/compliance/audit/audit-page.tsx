import { Button, Menu } from '@mantine/core';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { download } from '../../api/client.ts';
import { sayProblem } from '../../api/say.ts';
import { useLack } from '../../api/session.ts';
import { Page } from '../../shell/page.tsx';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { Empty } from '../../ui/empty.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { counted } from '../../ui/numbers.ts';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { FilterBar } from '../shared/filter-bar.tsx';
import { TextField } from '../shared/text-field.tsx';
import { TimeField } from '../shared/time-field.tsx';
import { type AuditFilter, useAuditFilter } from './audit-filter.ts';
import styles from './audit-page.module.css';
import { DaysPanel } from './days-panel.tsx';
import { EntryTable } from './entry-table.tsx';
import { useAudit } from './queries.ts';

/** The audit log: views, decisions and changes, protected by hashes and signatures. */
export default function AuditPage() {
  const { filter, change, clear } = useAuditFilter();
  const lack = useLack('auditor');
  useShortcuts('Audit', [
    { keys: 'f', does: 'Go to the filters', run: () => document.getElementById('audit-action')?.focus() },
  ]);
  return (
    <Page
      title="Audit"
      about="Views of evidence, decisions and changes; each entry holds the hash of the previous one"
      actions={<Export filter={filter} disabled={lack !== undefined} />}
    >
      <FilterBar label="Filter entries" clear={Object.keys(filter).length > 0 ? clear : undefined}>
        <TextField
          id="audit-action"
          label="Action"
          placeholder="review.release, or review."
          value={filter.action}
          set={(action) => change({ action })}
        />
        <TextField label="By" placeholder="Id of a person" value={filter.by} set={(by) => change({ by })} />
        <TextField
          label="Product"
          placeholder="Full id"
          value={filter.product}
          set={(product) => change({ product })}
        />
        <TextField
          label="Guardrail"
          placeholder="Such as review-jump"
          value={filter.guardrail}
          set={(guardrail) => change({ guardrail })}
        />
        <TimeField label="From (UTC)" value={filter.since} set={(since) => change({ since })} />
        <TimeField label="To (UTC)" value={filter.until} set={(until) => change({ until })} />
      </FilterBar>
      <div className={styles.columns}>
        <Entries filter={filter} />
        <DaysPanel />
      </div>
    </Page>
  );
}

function Entries({ filter }: { filter: AuditFilter }) {
  const found = useAudit(filter);
  const entries = found.data?.pages.flatMap((page) => page.entries) ?? [];
  if (found.error !== null)
    return (
      <ProblemNote error={found.error}>
        <Button variant="default" onClick={() => void found.refetch()}>
          Try again
        </Button>
      </ProblemNote>
    );
  if (found.data === undefined)
    return (
      <p className="muted" role="status">
        Loading the entries…
      </p>
    );
  return (
    <Panel
      title="Entries"
      about={`${counted(entries.length, 'entry', 'entries')}${found.hasNextPage ? ', and more' : ''}, newest first`}
      flush
      actions={
        <Button variant="subtle" loading={found.isRefetching} onClick={() => void found.refetch()}>
          Refresh
        </Button>
      }
    >
      {entries.length === 0 ? <Empty>No matching entries.</Empty> : <EntryTable entries={entries} />}
      <LoadMore of={found} />
    </Panel>
  );
}

function Export({ filter, disabled }: { filter: AuditFilter; disabled: boolean }) {
  const [isUnderWay, setUnderWay] = useState(false);
  const save = async (format: 'csv' | 'jsonl') => {
    setUnderWay(true);
    try {
      await download('GET /audit/export', `pricewire-audit.${format}`, { query: { ...filter, format } });
    } catch (error) {
      sayProblem(error);
    } finally {
      setUnderWay(false);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<Download size={14} />}
          loading={isUnderWay}
          disabled={disabled}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>All matching entries; the export is recorded too</Menu.Label>
        <Menu.Item onClick={() => void save('csv')}>CSV, for a spreadsheet</Menu.Item>
        <Menu.Item onClick={() => void save('jsonl')}>JSON lines, which can be verified offline</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
