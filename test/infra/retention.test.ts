import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { CONFIGS, type Config, configFor } from '../../infra/config.ts';
import { retentionDays } from '../../infra/retention.ts';

const withRetention = (days: Partial<Record<keyof Config['retention'], number>>): Config => {
  const config = configFor('prod');
  const changes = Object.entries(days).map(([part, value]) => [part, Duration.days(value)]);
  return { ...config, retention: { ...config.retention, ...Object.fromEntries(changes) } };
};

describe('how long the ledger keeps events', () => {
  it.each(Object.keys(CONFIGS))('is allowed in %s', (stage) => {
    expect(() => retentionDays(configFor(stage))).not.toThrow();
  });

  it.each<[string, Parameters<typeof withRetention>[0], string]>([
    [
      'a row that goes before its event leaves the archive',
      { rows: 96 },
      'retention.rows is 96 days; the archive',
    ],
    ['evidence that a review may still need', { evidence: 29 }, 'retention.evidence is 29 days; the review'],
    ['evidence that outlives its row', { evidence: 101 }, 'its row expires after 100'],
    ['evidence of a decision to hold that does', { heldEvidence: 101 }, 'its row expires after 100'],
    ['no evidence of decisions to hold', { heldEvidence: 0 }, 'retention.heldEvidence is 0 days'],
  ])('refuses %s', (_, days, why) => {
    expect(() => retentionDays(withRetention(days))).toThrow(why);
  });

  it('keeps a row for a week longer than its event is in the archive', () => {
    expect(retentionDays(withRetention({ rows: 100, evidence: 100 }))).toMatchObject({ rows: 100 });
    expect(retentionDays(withRetention({ rows: 97, evidence: 97 }))).toMatchObject({ rows: 97 });
  });
});
