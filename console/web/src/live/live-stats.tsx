import { Link } from 'react-router';
import type { Live } from '../../../../api/routes/live.ts';
import { count, duration, percent } from '../ui/numbers.ts';
import { Stat, Stats } from '../ui/stat.tsx';
import { timeText } from '../ui/when.tsx';

const SHARE_TO_LOOK_AT = 0.1;

/** The key figures of the pipeline's health. */
export function LiveStats({ live }: { live: Live }) {
  const { eventsPerSecond, latencyMs, fallback, deadLetters, undelivered, open, cache } = live;
  return (
    <Stats>
      <Stat name="Events per second" value={eventsPerSecond.toFixed(1)} about="over ten seconds" />
      <Stat
        name="Event to live price, p50"
        value={latencyMs ? duration(latencyMs.p50) : '–'}
        about={
          latencyMs ? `p95 ${duration(latencyMs.p95)} · p99 ${duration(latencyMs.p99)}` : 'no price published'
        }
      />
      <Stat
        name="Fallback to rules"
        value={percent(fallback.share)}
        tone={fallback.share > SHARE_TO_LOOK_AT ? 'warn' : undefined}
        about={mostOf(fallback.reasons)}
      />
      <Stat
        name="Dead letters"
        value={<Link to="/dead-letters">{count(deadLetters)}</Link>}
        tone={deadLetters > 0 ? 'bad' : 'good'}
        about={undelivered > 0 ? `${count(undelivered)} undelivered` : 'none undelivered'}
      />
      <Stat
        name="Open events"
        value={<Link to="/events?outcome=open">{count(open.count)}</Link>}
        about={open.oldestAt === undefined ? 'no open events' : `oldest since ${timeText(open.oldestAt)}`}
      />
      <Stat
        name="Price cache"
        value={CACHE[cache.state].text}
        tone={CACHE[cache.state].tone}
        about={checkText(cache)}
      />
    </Stats>
  );
}

const CACHE = {
  filled: { text: 'Complete', tone: 'good' },
  incomplete: { text: 'Incomplete', tone: 'warn' },
  unreachable: { text: 'Unreachable', tone: 'bad' },
  unknown: { text: 'Unknown', tone: undefined },
} as const;

function checkText({ checkedAt, differences = {} }: Live['cache']): string {
  if (checkedAt === undefined) return 'not checked yet';
  const found = Object.entries(differences).filter(([, number]) => number > 0);
  const what = found.map(([kind, number]) => `${count(number)} ${kind}`).join(', ');
  return `${what === '' ? 'no differences' : what} at ${timeText(checkedAt)}`;
}

function mostOf(reasons: Record<string, number>): string {
  const [most] = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  return most === undefined ? 'no fallbacks' : `mostly ${most[0].split(':')[0]}`;
}
