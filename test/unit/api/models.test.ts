import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../../domain/decision/challenge.ts';
import { shift } from '../../../domain/values/time.ts';
import { CONTRACT } from '../../fakes/demand-models.ts';
import { hoursAgo, NOW, state } from '../domain/make.ts';
import { ask, shopWith } from './support.ts';

const challenge = (eventId: string, challengedAt: string, changes: Partial<Challenge> = {}): Challenge => ({
  eventId,
  productId: 'SKU1',
  context: 1,
  challenger: 'next',
  challengedAt,
  liveSource: 'model',
  currency: 'EUR',
  comparison: { livePrice: 1_000, challengerPrice: 1_100, agree: false },
  ...changes,
});
const withChallenges = (...challenges: Challenge[]) =>
  shopWith({
    ledger: {
      rows: {},
      evidence: {},
      challenges: Object.fromEntries(challenges.map((each) => [each.eventId, each])),
    },
  });

describe('GET /models', () => {
  it('lists what is deployed, the default first, with its contract', async () => {
    const { body } = await ask(shopWith().api, '/models');
    expect(body).toEqual({
      models: [
        { endpoint: 'demand', name: 'demand@0123456789ab', ...CONTRACT },
        { endpoint: 'next', name: 'next@0123456789ab', ...CONTRACT },
      ],
    });
  });
});

describe('GET /models/health', () => {
  const calibrated = (productId: string, soldUnits: number, at = NOW) =>
    state({ productId, demand: { calibration: { model: 'demand@1', soldUnits, expectedUnits: 4, at } } });

  it('sums all products as of now', async () => {
    const states = {
      SKU1: calibrated('SKU1', 3),
      SKU2: calibrated('SKU2', 6, hoursAgo(24)),
      SKU3: state({ productId: 'SKU3' }),
    };
    const { body } = await ask(shopWith({ states }).api, '/models/health');
    expect(body.models).toEqual([
      { model: 'demand@1', products: 2, soldUnits: 6, expectedUnits: 6, at: NOW },
    ]);
  });

  it('is nothing before sales were held against a model', async () => {
    expect((await ask(shopWith().api, '/models/health')).body).toEqual({ models: [] });
  });
});

describe('GET /models/compare', () => {
  it('sums up every challenge until now where no span is named', async () => {
    const { api } = withChallenges(
      challenge('old', '1999-01-01T00:00:00.000Z'),
      challenge('new', NOW),
      challenge('to come', shift(NOW, 1)),
    );
    const { body } = await ask(api, '/models/compare');
    expect(body).toMatchObject({
      since: '1970-01-01T00:00:00.000Z',
      until: NOW,
      challengers: [{ challenger: 'next', currency: 'EUR', events: 2, compared: 2, agreed: 0 }],
    });
    expect(body.challengers[0].difference.mean).toBeCloseTo(10, 9);
  });

  it('sums up those of the span that is named, in any zone', async () => {
    const { api } = withChallenges(...[1, 2, 3, 4].map((hours) => challenge(`e${hours}`, hoursAgo(hours))));
    const span = `since=${encodeURIComponent('2026-11-22T10:00:00+01:00')}&until=${hoursAgo(2)}`;
    const { body } = await ask(api, `/models/compare?${span}`);
    expect(body).toMatchObject({
      since: hoursAgo(3),
      until: hoursAgo(2),
      challengers: [{ events: 2 }],
    });
  });

  it('is nothing where no challenger was asked', async () => {
    expect((await ask(shopWith().api, '/models/compare')).body.challengers).toEqual([]);
  });

  it('is nothing of a time that is yet to come', async () => {
    const since = shift(NOW, 1);
    expect((await ask(shopWith().api, `/models/compare?since=${since}`)).body).toEqual({
      since,
      until: since,
      challengers: [],
    });
  });

  it.each([
    'since=yesterday',
    'until=2026-11-22',
    'from=2026-11-22T10:00:00Z',
    'since=2026-11-22T10:00:00Z&until=2026-11-22T09:00:00Z',
  ])('refuses %s', async (query) => {
    expect((await ask(shopWith().api, `/models/compare?${query}`)).status).toBe(400);
  });
});
