import { useState } from 'react';
import type { Redriven } from '../../../../tasks/redrive.ts';
import type { RedriveRequest } from '../../../contract/dead-letters.ts';
import { postLines } from '../api/client.ts';
import { lettersChanged } from './queries.ts';

export type Counts = Partial<Record<Redriven['status'], number>>;

/** How far a redrive has come. */
export interface Progress {
  state: 'idle' | 'under-way' | 'done' | 'broken-off';
  dryRun: boolean;
  counts: Counts;
  /** Letters that stay, with the reason. */
  staying: Redriven[];
  error?: Error;
}

const IDLE: Progress = { state: 'idle', dryRun: false, counts: {}, staying: [] };
const STAYING_SHOWN = 100;

/** Starts letters' events again, and tells how far it has come. */
export function useRedrive(what: Pick<RedriveRequest, 'queue' | 'group' | 'ids'>) {
  const [progress, setProgress] = useState<Progress>(IDLE);
  const run = async (dryRun: boolean) => {
    setProgress({ ...IDLE, state: 'under-way', dryRun });
    try {
      const body = { ...what, dryRun } satisfies RedriveRequest;
      await postLines<{ letter: Redriven }, Counts>('/dead-letters/redrive', body, ({ letter }) =>
        setProgress((before) => withLetter(before, letter)),
      );
      setProgress((before) => ({ ...before, state: 'done' }));
    } catch (error) {
      setProgress((before) => ({ ...before, state: 'broken-off', error: error as Error }));
    }
    if (!dryRun) await lettersChanged();
  };
  return { progress, run };
}

const withLetter = (before: Progress, letter: Redriven): Progress => ({
  ...before,
  counts: { ...before.counts, [letter.status]: (before.counts[letter.status] ?? 0) + 1 },
  staying: letter.status === 'stays' ? [...before.staying, letter].slice(0, STAYING_SHOWN) : before.staying,
});
