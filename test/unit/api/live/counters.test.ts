import { describe, expect, it } from 'vitest';
import { countsOf, liveCounters } from '../../../../api/live/counters.ts';
import type { FoundEvent } from '../../../../api/routes/search.ts';
import { shift } from '../../../../domain/values/time.ts';
import { NOW } from '../../domain/make.ts';

const event = (agoMs: number, changes: Partial<FoundEvent> = {}): FoundEvent => ({
  eventId: `event-${agoMs}`,
  acceptedAt: shift(NOW, -agoMs - 50),
  closedAt: shift(NOW, -agoMs),
  outcome: 'priced',
  source: 'model',
  guardrails: [],
  ...changes,
});

describe('what is counted of events that end', () => {
  it('is counted over the last five minutes, and by the second', () => {
    const counters = liveCounters();
    counters.add([event(500), event(1_500, { outcome: 'dead-lettered' }), event(200_000), event(301_000)]);
    const { outcomes, history, eventsPerSecond, newest } = counters.counts(NOW);
    expect(outcomes).toEqual({ priced: 2, 'dead-lettered': 1 });
    expect(history).toHaveLength(120);
    expect(history.slice(-2)).toMatchObject([
      { events: 1, priced: 0, deadLettered: 1 },
      { events: 1, priced: 1, deadLettered: 0 },
    ]);
    expect(eventsPerSecond).toBe(0.2);
    expect(newest.map(({ eventId }) => eventId)).toEqual([
      'event-500',
      'event-1500',
      'event-200000',
      'event-301000',
    ]);
  });

  it('forgets what is older, and keeps the 30 newest only', () => {
    const counters = liveCounters();
    counters.add(Array.from({ length: 50 }, (_, at) => event(at * 10)));
    expect(counters.counts(NOW).newest).toHaveLength(30);
    expect(counters.counts(shift(NOW, 400_000)).outcomes).toEqual({});
  });

  it('tells percentiles of the latency within a hundredth', () => {
    const latencies = Array.from({ length: 1_000 }, (_, at) => event(100, { latencyMs: at + 1 }));
    const { latencyMs } = countsOf(latencies, NOW);
    for (const [share, value] of Object.entries({ p50: 500, p95: 950, p99: 990 }))
      expect(Math.abs((latencyMs?.[share as 'p50'] ?? 0) / value - 1)).toBeLessThan(0.01);
    expect(countsOf([event(0)], NOW).latencyMs).toBeNull();
  });

  it('takes the rules for a fallback only where they stood in for the model', () => {
    const { fallback } = countsOf(
      [
        event(0),
        event(1, { source: 'rules', fallbackReason: 'ModelTimeout' }),
        event(2, { source: 'rules' }),
        event(3, { source: 'operator' }),
      ],
      NOW,
    );
    expect(fallback).toEqual({ share: 0.5, reasons: { ModelTimeout: 1 } });
  });
});
