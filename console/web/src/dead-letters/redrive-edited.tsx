import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import type { DeadLetter, RedriveEditedRequest } from '../../../../api/routes/dead-letters.ts';
import { previewText } from '../../../../domain/decision/preview-text.ts';
import { apiPath, call } from '../api/client.ts';
import { useLack } from '../api/session.ts';
import { JsonDiff } from '../ui/json-diff.tsx';
import { money } from '../ui/money.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import { detailText, objectIn } from './envelope.ts';
import { lettersChanged } from './queries.ts';
import styles from './redrive-edited.module.css';

/** Starts the letter's event with other content. Person, change and reason are recorded with it. */
export function RedriveEdited({ letter, close }: { letter: DeadLetter; close: () => void }) {
  const original = detailText(letter);
  const [text, setText] = useState(original);
  const [why, setWhy] = useState('');
  const lack = useLack('operator');
  const detail = objectIn(text);
  const before = objectIn(original);
  const redrive = useMutation({
    mutationFn: (body: RedriveEditedRequest) =>
      call('POST /dead-letters/:id/redrive-edited', { params: { id: letter.messageId }, body }),
    onSuccess: ({ would }) => (would === undefined ? lettersChanged() : undefined),
  });
  const tried = redrive.data?.would;
  const submit = (dryRun: boolean) => {
    if (detail !== undefined) redrive.mutate({ detail, why: why.trim(), dryRun });
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    submit(false);
  };
  if (redrive.data && tried === undefined)
    return (
      <div className={styles.done} role="status">
        <p>
          The edited event was started as{' '}
          <Link to={apiPath`/events/${redrive.data.redrivenAs}`}>{redrive.data.redrivenAs}</Link>.
        </p>
        <Button onClick={close}>Close</Button>
      </div>
    );
  return (
    <form onSubmit={send} className={styles.form}>
      <Textarea
        label="Corrected event"
        description="The event's detail, as JSON"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        error={detail === undefined ? 'Not a JSON object' : undefined}
        autosize={false}
        rows={8}
        spellCheck={false}
        classNames={{ input: styles.code ?? '' }}
      />
      {detail !== undefined && text !== original && (
        <JsonDiff before={before ?? original} after={detail} label="Changes" />
      )}
      <TextInput
        label="Reason"
        description="Recorded with the event and in the audit log"
        value={why}
        required
        maxLength={500}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
      />
      {tried && <p role="status">Expected outcome: {previewText(tried, money)}</p>}
      {redrive.error && <ProblemNote error={redrive.error} />}
      <div className="row">
        {lack !== undefined && <span className="muted">{lack}.</span>}
        <Button
          variant="default"
          className="push"
          loading={redrive.isPending}
          disabled={lack !== undefined || detail === undefined || text === original || why.trim() === ''}
          onClick={() => submit(true)}
        >
          Start dry run
        </Button>
        <Button
          type="submit"
          loading={redrive.isPending}
          disabled={lack !== undefined || detail === undefined || text === original || why.trim() === ''}
        >
          Redrive edited event
        </Button>
      </div>
    </form>
  );
}
