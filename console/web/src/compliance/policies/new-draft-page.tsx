import { Button, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { NewDraft } from '../../../../../api/routes/policy-drafts.ts';
import type { PolicyTerms } from '../../../../../domain/policy/policy.ts';
import { apiPath, call } from '../../api/client.ts';
import { useLack } from '../../api/session.ts';
import { Page } from '../../shell/page.tsx';
import { Asked } from '../../ui/asked.tsx';
import { JsonDiff } from '../../ui/json-diff.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Checked } from './checked.tsx';
import styles from './new-draft-page.module.css';
import { draftsChanged, useCheck, usePolicyVersion } from './queries.ts';
import { parsedTerms } from './terms-text.ts';
import { WhatIfPanel } from './what-if-panel.tsx';

const PAUSE_MS = 400;

/** Writes new terms for a policy, from the version in force or an older one. */
export default function NewDraftPage() {
  const { id = '' } = useParams();
  const [parameters] = useSearchParams();
  const from = Number(parameters.get('version') ?? Number.NaN);
  const inForce = usePolicyVersion(id, undefined);
  const start = usePolicyVersion(id, Number.isSafeInteger(from) && from > 0 ? from : undefined);
  return (
    <Page
      title={`New draft of policy ${id}`}
      about={
        <span className="row wrap">
          <Link to="/policies">Policies</Link>
          <Link to={apiPath`/policies/${id}`}>{id}</Link>
          <span>Takes effect when a second person approves it</span>
        </span>
      }
    >
      <Asked query={inForce} what="the policy">
        {(current) => (
          <Asked query={start} what="the version to begin with">
            {(begin) => (
              <Editor
                key={begin.version}
                inForce={current.terms}
                version={current.inForce.version}
                start={begin.terms}
              />
            )}
          </Asked>
        )}
      </Asked>
    </Page>
  );
}

interface EditorProps {
  inForce: PolicyTerms;
  version: number;
  start: PolicyTerms;
}

function Editor({ inForce, version, start }: EditorProps) {
  const [text, setText] = useState(() => JSON.stringify(start, null, 2));
  const [why, setWhy] = useState('');
  const navigate = useNavigate();
  // The server is asked when the person pauses, not with every letter.
  const [settledText] = useDebouncedValue(text, PAUSE_MS);
  const terms = parsedTerms(settledText);
  const check = useCheck(terms.ok ? terms.value : undefined, false);
  const isChecked =
    text === settledText && terms.ok && check.data?.valid === true && !check.isPlaceholderData;
  const save = useMutation({
    mutationFn: (body: NewDraft) => call('POST /policy-drafts', { body }),
    onSuccess: async ({ policyId, draftId }) => {
      await draftsChanged();
      void navigate(apiPath`/policies/${policyId}/drafts/${draftId}`);
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isChecked && why.trim() !== '') save.mutate({ terms: terms.value as PolicyTerms, why: why.trim() });
  };
  return (
    <form onSubmit={send} className={styles.form}>
      <div className={styles.columns}>
        <Panel title="Terms" about="JSON">
          <Textarea
            aria-label="Terms of the policy, as JSON"
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            autosize={false}
            rows={30}
            spellCheck={false}
            classNames={{ input: styles.code ?? '' }}
          />
        </Panel>
        <div className={styles.side}>
          <Panel title="Check" about="by the server, as you write">
            <Checked terms={terms} check={check} />
          </Panel>
          <Panel title="Changes" about={`from version ${version}, which is in force`}>
            {terms.ok ? (
              <JsonDiff
                before={inForce}
                after={terms.value}
                label={`From version ${version} to what you write`}
              />
            ) : (
              <p className="muted">Shown when the text is valid JSON.</p>
            )}
          </Panel>
          <Panel title="Save draft">
            <SaveFields why={why} setWhy={setWhy} save={save} isChecked={isChecked} />
          </Panel>
        </div>
      </div>
      {terms.ok && <WhatIfPanel terms={terms.value as PolicyTerms} disabled={!isChecked} />}
    </form>
  );
}

interface SaveFieldsProps {
  why: string;
  setWhy: (why: string) => void;
  save: { error: Error | null; isPending: boolean };
  /** Whether the server has found the present text valid. */
  isChecked: boolean;
}

function SaveFields({ why, setWhy, save, isChecked }: SaveFieldsProps) {
  const lack = useLack('policy-owner');
  return (
    <div className={styles.save}>
      <TextInput
        label="Reason"
        description="For the second person; stored with the version"
        value={why}
        required
        maxLength={500}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
      />
      {lack !== undefined && <p className="muted">{lack}.</p>}
      {save.error && <ProblemNote error={save.error} />}
      <Button
        type="submit"
        loading={save.isPending}
        disabled={lack !== undefined || !isChecked || why.trim() === ''}
      >
        Save draft
      </Button>
    </div>
  );
}
