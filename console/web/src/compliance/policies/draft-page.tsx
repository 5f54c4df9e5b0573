import { Button } from '@mantine/core';
import { Check, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Draft } from '../../../../../api/routes/policy-drafts.ts';
import { apiPath } from '../../api/client.ts';
import { sayDone } from '../../api/say.ts';
import { useLack } from '../../api/session.ts';
import { Page } from '../../shell/page.tsx';
import { Asked } from '../../ui/asked.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Facts } from '../../ui/facts.tsx';
import { JsonDiff } from '../../ui/json-diff.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { When } from '../../ui/when.tsx';
import { ApproveDialog } from './approve-dialog.tsx';
import { Checked } from './checked.tsx';
import styles from './draft-page.module.css';
import { DraftTag } from './draft-tag.tsx';
import { useCheck, useDrafts, usePolicyVersion, useWithdrawDraft } from './queries.ts';
import { WhatIfPanel } from './what-if-panel.tsx';

/** A draft: its changes, the what-if, and the approval. */
export default function DraftPage() {
  const { id = '', draftId } = useParams();
  const drafts = useDrafts(id);
  return (
    <Page
      title={`Draft of policy ${id}`}
      about={
        <span className="row wrap">
          <Link to="/policies">Policies</Link>
          <Link to={apiPath`/policies/${id}`}>{id}</Link>
        </span>
      }
    >
      <Asked query={drafts} what="the draft">
        {({ drafts: found }) => {
          const draft = found.find((each) => each.draftId === draftId);
          return draft ? <DraftBody draft={draft} /> : <Empty>Draft not found.</Empty>;
        }}
      </Asked>
    </Page>
  );
}

function DraftBody({ draft }: { draft: Draft }) {
  const { terms, basedOn, by, at, why, approvedBy, decidedAt, policyId } = draft;
  const before = usePolicyVersion(policyId, basedOn);
  return (
    <>
      <Panel title="Draft" about={<DraftTag draft={draft} />}>
        <div className={styles.head}>
          <Facts
            facts={[
              ['Reason', why],
              ['Written by', by],
              ['Written', <When key="at" at={at} dated />],
              ['Approved by', approvedBy],
              ['Decided', decidedAt && <When key="decided" at={decidedAt} dated />],
            ]}
          />
          {draft.state === 'open' && <Deeds draft={draft} />}
        </div>
      </Panel>
      <Panel title="Changes" about={basedOn === 0 ? 'new policy' : `from version ${basedOn}`}>
        {basedOn === 0 ? (
          <JsonView value={terms} label="Terms of the draft" />
        ) : (
          <Asked query={before} what={`version ${basedOn}`}>
            {(found) => (
              <>
                <JsonDiff before={found.terms} after={terms} label={`From version ${basedOn} to the draft`} />
                <details className={styles.full}>
                  <summary>Full terms of the draft</summary>
                  <JsonView value={terms} label="Terms of the draft" />
                </details>
              </>
            )}
          </Asked>
        )}
      </Panel>
      {draft.state === 'open' && <CheckPanel draft={draft} />}
      {draft.state === 'open' && basedOn > 0 && <WhatIfPanel terms={terms} />}
    </>
  );
}

function CheckPanel({ draft: { terms } }: { draft: Draft }) {
  const check = useCheck(terms, true);
  return (
    <Panel title="Check" about="against the version in force and every product of the policy">
      <Checked terms={{ ok: true, value: terms }} check={check} />
    </Panel>
  );
}

function Deeds({ draft }: { draft: Draft }) {
  const lack = useLack('policy-owner');
  const withdraw = useWithdrawDraft(draft);
  const [approves, setApproves] = useState(false);
  const why = lack === undefined ? (draft.mayApprove === true ? undefined : draft.mayApprove) : `${lack}.`;
  return (
    <div className={styles.deeds}>
      {why !== undefined && <p className="muted">{why}</p>}
      {withdraw.error && <ProblemNote error={withdraw.error} />}
      <div className="row wrap">
        <Button
          variant="default"
          leftSection={<Undo2 size={14} />}
          loading={withdraw.isPending}
          disabled={lack !== undefined}
          onClick={() => withdraw.mutate(undefined, { onSuccess: () => sayDone('Withdrawn.') })}
        >
          Withdraw
        </Button>
        <Button
          leftSection={<Check size={14} />}
          disabled={why !== undefined || withdraw.isPending}
          onClick={() => setApproves(true)}
        >
          Approve and put in force
        </Button>
      </div>
      {approves && <ApproveDialog draft={draft} close={() => setApproves(false)} />}
    </div>
  );
}
