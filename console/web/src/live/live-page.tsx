import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { Page } from '../shell/page.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { Asked } from '../ui/asked.tsx';
import { duration } from '../ui/numbers.ts';
import { Panel } from '../ui/panel.tsx';
import { timeText } from '../ui/when.tsx';
import styles from './live-page.module.css';
import { LiveStats } from './live-stats.tsx';
import { NewestEvents } from './newest-events.tsx';
import { OutcomeBars } from './outcome-bars.tsx';
import { RateChart } from './rate-chart.tsx';
import { Tripped } from './tripped.tsx';

const EVERY_MS = 1_000;

/** The live page; it updates itself until a person pauses it. */
export default function LivePage() {
  const [held, setHeld] = useState(false);
  const toggle = () => setHeld((before) => !before);
  const live = useQuery({
    queryKey: ['live'],
    queryFn: ({ signal }) => call('GET /live', { signal }),
    refetchInterval: held ? false : EVERY_MS,
    placeholderData: keepPreviousData,
  });
  useShortcuts('Live', [{ keys: 'h', does: 'Pause or resume updates', run: toggle }]);
  const since = live.data ? timeText(live.data.at) : '';
  return (
    <Page
      title="Live"
      about={held ? `Paused at ${since} UTC` : `Every second, ${since} UTC`}
      actions={
        <Button
          variant={held ? 'filled' : 'default'}
          aria-pressed={held}
          leftSection={held ? <Play size={14} /> : <Pause size={14} />}
          onClick={toggle}
        >
          {held ? 'Resume updates' : 'Pause updates'}
        </Button>
      }
    >
      <Asked query={live} what="what is going on">
        {(now) => (
          <>
            <Tripped texts={now.tripped} />
            <LiveStats live={now} />
            <div className={styles.charts}>
              <Panel title="Events closed per second" about="last two minutes">
                <RateChart history={now.history} />
              </Panel>
              <Panel
                title="Outcomes"
                about={`last ${duration(now.windowMs)}${now.sampled ? ', of the newest events read' : ''}`}
              >
                <OutcomeBars outcomes={now.outcomes} />
              </Panel>
            </div>
            <NewestEvents events={now.newest} />
          </>
        )}
      </Asked>
    </Page>
  );
}
