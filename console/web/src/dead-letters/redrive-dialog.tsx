import { Progress as Bar, Button, Modal } from '@mantine/core';
import type { RedriveRequest } from '../../../contract/dead-letters.ts';
import { EventLink } from '../ui/event-link.tsx';
import { count, counted } from '../ui/numbers.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import styles from './redrive-dialog.module.css';
import { type Counts, type Progress, useRedrive } from './use-redrive.ts';

/** What is to be redriven: which letters, how many they are, and what they have in common. */
export interface Redrive {
  what: Pick<RedriveRequest, 'queue' | 'group' | 'ids'>;
  letters: number;
  about: string;
}

/** Says what would happen, does it, and tells how far it is. */
export function RedriveDialog({ what, letters, about, close }: Redrive & { close: () => void }) {
  const { progress, run } = useRedrive(what);
  const { state, dryRun } = progress;
  const isUnderWay = state === 'under-way';
  return (
    <Modal
      opened
      onClose={close}
      closeOnClickOutside={!isUnderWay}
      closeOnEscape={!isUnderWay}
      title={`Redrive ${counted(letters, 'letter')}`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={styles.body}>
        <p>
          Starts {letters === 1 ? 'this event' : 'these events'} again under a new id:{' '}
          <strong>{about}</strong>. A letter goes when its event is in the ledger anew; what can't be started
          stays, with the reason.
        </p>
        {state !== 'idle' && <Told progress={progress} letters={letters} />}
        {progress.error && <ProblemNote error={progress.error} />}
        <div className={styles.buttons}>
          {(state === 'idle' || dryRun) && (
            <>
              <Button variant="default" loading={isUnderWay} onClick={() => void run(true)}>
                Try it out
              </Button>
              <Button data-autofocus disabled={isUnderWay} onClick={() => void run(false)}>
                Redrive {counted(letters, 'letter')}
              </Button>
            </>
          )}
          {!dryRun && state !== 'idle' && (
            <Button loading={isUnderWay} onClick={close}>
              {isUnderWay ? 'Under way' : 'Close'}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

function Told({
  progress: { counts, state, dryRun, staying },
  letters,
}: {
  progress: Progress;
  letters: number;
}) {
  const seen = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const share = state === 'done' ? 100 : Math.min(99, (100 * seen) / Math.max(1, letters));
  return (
    <>
      <Bar
        value={share}
        aria-label={`${dryRun ? 'Trying out' : 'Redriving'}: ${Math.round(share)}%`}
        transitionDuration={0}
      />
      <p role="status">
        {dryRun ? 'Tried out: ' : ''}
        {seen === 0 && state === 'done' ? 'there was nothing left to redrive' : countsText(counts)}
        {state === 'done' ? '.' : '…'}
      </p>
      {staying.length > 0 && (
        <ul className={styles.staying} aria-label="Letters that stay">
          {staying.map(({ messageId, eventId, reason }) => (
            <li key={messageId}>
              {eventId === undefined ? messageId : <EventLink id={eventId} />} {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const TOLD = {
  redriven: 'redriven',
  cured: 'cured already',
  stays: 'stay',
  'would-redrive': 'would be redriven',
  'would-be-cured': 'are cured already',
} as const satisfies Record<keyof Counts, string>;

const countsText = (counts: Counts): string =>
  (Object.keys(TOLD) as (keyof Counts)[])
    .filter((status) => counts[status] !== undefined)
    .map((status) => `${count(counts[status] ?? 0)} ${TOLD[status]}`)
    .join(', ');
