import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import type { DeadLetter, RedriveEditedRequest, RedrivenEdited } from '../../../contract/dead-letters.ts';
import { apiPath, post } from '../api/client.ts';
import { useLack } from '../api/session.ts';
import { JsonDiff } from '../ui/json-diff.tsx';
import { ProblemNote } from '../ui/problem-note.tsx';
import { detailText, objectIn } from './envelope.ts';
import { lettersChanged } from './queries.ts';
import styles from './redrive-edited.module.css';

/** Starts the letter's event with another content. Who changed what, and why, is recorded with it. */
export function RedriveEdited({ letter, close }: { letter: DeadLetter; close: () => void }) {
  const original = detailText(letter);
  const [text, setText] = useState(original);
  const [why, setWhy] = useState('');
  const lack = useLack('operator');
  const detail = objectIn(text);
  const before = objectIn(original);
  const redrive = useMutation({
    mutationFn: (body: RedriveEditedRequest) =>
      post<RedrivenEdited>(apiPath`/dead-letters/${letter.messageId}/redrive-edited`, body),
    onSuccess: lettersChanged,
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (detail !== undefined) redrive.mutate({ detail, why: why.trim() });
  };
  if (redrive.data)
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
        label="What the event should have said"
        description="The event's detail, as JSON"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        error={detail === undefined ? 'This is not a JSON object' : undefined}
        autosize={false}
        rows={8}
        spellCheck={false}
        classNames={{ input: styles.code ?? '' }}
      />
      {detail !== undefined && text !== original && (
        <JsonDiff before={before ?? original} after={detail} label="What was edited" />
      )}
      <TextInput
        label="Why"
        description="Recorded with the event and in the audit log"
        value={why}
        required
        maxLength={500}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
      />
      {redrive.error && <ProblemNote error={redrive.error} />}
      <div className="row">
        {lack !== undefined && <span className="muted">{lack}.</span>}
        <Button
          type="submit"
          className="push"
          loading={redrive.isPending}
          disabled={lack !== undefined || detail === undefined || text === original || why.trim() === ''}
        >
          Redrive as edited
        </Button>
      </div>
    </form>
  );
}
