import { useState } from 'react';
import type { Confirmed } from '../../../../api/routes/asked.ts';
import type { RedriveCounts, RedrivenLetter, RedriveRequest } from '../../../../api/routes/dead-letters.ts';
import { follow } from '../api/client.ts';
import { lettersChanged } from './queries.ts';

/** Progress of a redrive. */
export interface Progress {
  state: 'idle' | 'under-way' | 'done' | 'broken-off';
  dryRun: boolean;
  counts: RedriveCounts;
  /** Letters that stay, with the reason. */
  staying: RedrivenLetter[];
  /** In a dry run: letters with their expected outcome. */
  would: RedrivenLetter[];
  error?: Error;
}

const IDLE: Progress = { state: 'idle', dryRun: false, counts: {}, staying: [], would: [] };
const SHOWN = 100;

/** Starts letters' events again, and reports the progress. */
export function useRedrive(what: Pick<RedriveRequest, 'queue' | 'group' | 'ids'>) {
  const [progress, setProgress] = useState<Progress>(IDLE);
  /** Without a confirmation it is a dry run. */
  const run = async (confirmed?: Confirmed) => {
    const dryRun = confirmed === undefined;
    setProgress({ ...IDLE, state: 'under-way', dryRun });
    try {
      const tell = ({ letter }: { letter: RedrivenLetter }) =>
        setProgress((before) => withLetter(before, letter));
      await follow(
        'POST /dead-letters/redrive',
        tell,
        confirmed ? { body: what, confirmed } : { body: { ...what, dryRun: true } },
      );
      setProgress((before) => ({ ...before, state: 'done' }));
    } catch (error) {
      setProgress((before) => ({ ...before, state: 'broken-off', error: error as Error }));
    }
    if (!dryRun) await lettersChanged();
  };
  return { progress, run };
}

const withLetter = (before: Progress, letter: RedrivenLetter): Progress => ({
  ...before,
  counts: { ...before.counts, [letter.status]: (before.counts[letter.status] ?? 0) + 1 },
  staying: letter.status === 'stays' ? [...before.staying, letter].slice(0, SHOWN) : before.staying,
  would: letter.would ? [...before.would, letter].slice(0, SHOWN) : before.would,
});
