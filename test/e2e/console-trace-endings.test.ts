import { beforeAll, describe, expect, it } from 'vitest';
import { pricewire } from '../unit/cli/support.ts';
import { type Desk, openDesk } from './console/desk.ts';
import { type EveryEnding, everyEnding, type Kind } from './console/every-ending.ts';

const BEGINNING = ['ReceiveEvent', 'LoadContext', 'ChooseWay'];
const JUDGED = ['ApplyGuardrails', 'Commit', 'CheckCommitted'];
const PUBLISHED = ['PublishPrice', 'CheckPublished', 'AnnouncePrice'];
const CLOSED = ['Close', 'CheckClosed', 'Done'];
const BY_RULES = [...BEGINNING, 'FallbackPrice', ...JUDGED];
const PRICED = { end: 'closed the event: priced', states: [...BY_RULES, ...PUBLISHED, ...CLOSED] };

interface Expected {
  outcome: string;
  /** Of the line below the title, in this order. */
  facts: (string | RegExp)[];
  /** How each execution ended, and its states in order. A status other than `passed` follows the name. */
  executions: { end: string | RegExp; states: string[] }[];
  /** What the page shows of the state that it begins at. */
  begins?: { at: string; says: string | RegExp };
  /** Fields of the command's answer. */
  fields: Record<string, string | RegExp>;
}

const EXPECTED: Record<Kind, Expected> = {
  priced: {
    outcome: 'priced',
    facts: [/live after \d+ ms/, 'revision 2', '1 execution', 'approved'],
    executions: [PRICED],
    fields: { reason: 'approved', latency: /^\d+ ms$/, executions: '1' },
  },
  held: {
    outcome: 'held',
    facts: [
      'revision 2',
      '1 execution',
      /^cooldown: the price in force has stood since .* less than 30 min$/,
    ],
    executions: [{ end: 'closed the event: held', states: [...BY_RULES, ...CLOSED] }],
    fields: { reason: /^cooldown: / },
  },
  rejected: {
    outcome: 'rejected',
    facts: ['revision 2', '1 execution', /^review-jump: 20.0% away .* more than 5% needs a review$/],
    executions: [{ end: 'closed the event: rejected', states: [...BY_RULES, ...CLOSED] }],
    fields: { reason: /^review-jump: / },
  },
  superseded: {
    outcome: 'superseded',
    facts: ['1 execution', 'sequence 2 was decided before'],
    executions: [{ end: 'closed the event: superseded', states: [...BEGINNING, ...CLOSED] }],
    fields: { reason: 'sequence 2 was decided before' },
  },
  duplicate: {
    outcome: 'priced',
    facts: ['revision 3', '2 executions', 'approved'],
    executions: [
      PRICED,
      { end: 'found that the event had its outcome', states: [...BEGINNING, 'Duplicate'] },
    ],
    fields: { executions: '2' },
  },
  fallback: {
    outcome: 'priced',
    facts: ['1 execution', /^fallback to rules: ModelTimeout: .* did not answer within 300 ms$/, 'approved'],
    executions: [
      {
        ...PRICED,
        states: [...BEGINNING, 'PredictPrice caught', 'FallbackPrice', ...JUDGED, ...PUBLISHED, ...CLOSED],
      },
    ],
    begins: { at: '4. PredictPrice', says: /"ModelTimeout"[\s\S]*did not answer within 300 ms/ },
    fields: { fallback: /^ModelTimeout: / },
  },
  retried: {
    outcome: 'priced',
    facts: ['1 execution', 'approved'],
    executions: [
      {
        ...PRICED,
        states: [...BY_RULES, 'PublishPrice retried', 'CheckPublished', 'AnnouncePrice', ...CLOSED],
      },
    ],
    begins: { at: '8. PublishPrice', says: /Attempt 1\s+failed\s+a retry followed/ },
    fields: { executions: '1' },
  },
  rejudged: {
    outcome: 'priced',
    facts: ['revision 3', '1 execution', 'approved'],
    executions: [
      {
        ...PRICED,
        states: [
          ...BEGINNING,
          'PredictPrice',
          ...JUDGED,
          'LoadContext',
          'ChooseWay',
          ...JUDGED,
          ...PUBLISHED,
          ...CLOSED,
        ],
      },
    ],
    fields: { revision: '3' },
  },
  swept: {
    outcome: 'priced',
    facts: ['2 executions', 'restarted once by the sweeper', 'approved'],
    executions: [
      {
        end: /left nothing, and died; the sweeper noted it at \S+Z: the event was open and undecided; the next execution found it/,
        states: [],
      },
      { ...PRICED, states: [...BEGINNING, 'PredictPrice', ...JUDGED, ...PUBLISHED, ...CLOSED] },
    ],
    fields: { executions: '2', restarts: '1' },
  },
  'dead-lettered': {
    outcome: 'dead-lettered',
    facts: [
      '1 execution',
      'failed in LoadContext',
      /^redriven as redrive-[0-9a-f]{8}…$/,
      'UnknownProduct: product LATE is not in the catalog',
    ],
    executions: [
      {
        end: 'closed the event: dead-lettered',
        states: [
          'ReceiveEvent',
          'LoadContext caught',
          'CheckFailure',
          'DeadLetter',
          'CheckFence',
          'SendDeadLetter',
          'Close',
          'CheckClosed',
          'DeadLettered failed',
        ],
      },
    ],
    begins: { at: '2. LoadContext', says: /"UnknownProduct"[\s\S]*product LATE is not in the catalog/ },
    fields: { stage: 'LoadContext', 'redriven as': /^redrive-/ },
  },
  redriven: {
    outcome: 'priced',
    facts: ['1 execution', /^redrive of [0-9a-f]{8}…$/, 'approved'],
    executions: [PRICED],
    fields: { 'redrive of': /^[0-9a-f-]{36}$/ },
  },
};

describe('the trace of each kind of event', () => {
  let every: EveryEnding;
  let desk: Desk;
  beforeAll(async () => {
    every = await everyEnding();
    desk = await openDesk(every.shop.url, { person: 'ann' });
  });

  /** Names of the states shown, each with its status unless it passed. */
  const statesShown = async (): Promise<string[]> => {
    const rows = desk.page.getByRole('region', { name: 'States', exact: true }).locator('tbody tr');
    const cells = (await rows.allInnerTexts()).map((row) => row.split('\t'));
    return cells.map(([, name, , , status]) => (status === 'passed' ? `${name}` : `${name} ${status}`));
  };

  it.each(Object.entries(EXPECTED))('looks right on the page: %s', async (kind, expected) => {
    const { page, open, picture, complaints } = desk;
    await open(`/events/${every.ids[kind as Kind]}`);
    const timeline = page.getByRole('heading', { name: 'Timeline' });
    await timeline.waitFor();
    if (expected.begins !== undefined) {
      const part = page.getByRole('region', { name: expected.begins.at });
      await expect.poll(() => part.innerText()).toMatch(expected.begins.says);
    }
    await page.waitForLoadState('networkidle');
    await picture(`ending-${kind}`);

    const facts = (await page.locator('main header > div').last().innerText()).split('\n');
    expect(facts[0]).toBe(expected.outcome);
    const found = expected.facts.map((each) =>
      facts.findIndex((fact) => (typeof each === 'string' ? fact === each : each.test(fact))),
    );
    expect(found, facts.join('\n')).not.toContain(-1);
    expect(found).toEqual(found.toSorted((a, b) => a - b));

    const chooser = page.getByRole('radiogroup', { name: 'Execution' }).locator('label');
    const several = expected.executions.length > 1;
    await expect.poll(() => chooser.count()).toBe(several ? expected.executions.length : 0);
    for (const [at, { end, states }] of expected.executions.entries()) {
      if (several) await chooser.nth(at).click();
      await page.getByText(end).first().waitFor();
      if (states.length === 0) await timeline.waitFor({ state: 'detached' });
      else await expect.poll(statesShown).toEqual(states);
      if (several) await picture(`ending-${kind}-${at + 1}`);
    }
    expect(complaints).toEqual([]);
  });

  it.each(Object.entries(EXPECTED))('looks right in `pricewire trace`: %s', async (kind, expected) => {
    const env = { PRICEWIRE_URL: every.shop.url, PRICEWIRE_PERSON: 'ann' };
    const { code, out } = await pricewire(['trace', every.ids[kind as Kind]], { env });
    expect(code).toBe(0);

    const [row = '', ...executions] = out.trim().split('\n\n');
    const fields = Object.fromEntries(
      row.split('\n').map((line) => line.split(/ {2,}/, 2) as [string, string]),
    );
    expect(fields['outcome']).toBe(expected.outcome);
    for (const [name, value] of Object.entries(expected.fields))
      expect(fields[name], name).toEqual(typeof value === 'string' ? value : expect.stringMatching(value));

    expect(executions).toHaveLength(expected.executions.length);
    for (const [at, { end, states }] of expected.executions.entries()) {
      expect(executions[at]).toMatch(typeof end === 'string' ? `: ${end}` : end);
      expect(statesIn(executions[at] ?? '')).toEqual(states.map((state) => state.split(' ')[0]));
    }
  });

  it('leads from a dead letter to its redrive, and back', async () => {
    const { page, open } = desk;
    await open(`/events/${every.ids['dead-lettered']}`);
    await page.getByRole('link', { name: /^redrive-/ }).click();
    await page.getByRole('heading', { name: `Event ${every.ids.redriven}` }).waitFor();
    await page.getByText('redrive of').getByRole('link').click();
    await page.getByRole('heading', { name: `Event ${every.ids['dead-lettered']}` }).waitFor();
  });

  it('shows that the price state moved on before the first commit, and the second judgement used the newer one', async () => {
    const [trace] = await every.shop.trace(every.ids.rejudged);
    const commits = trace?.states.filter(({ name }) => name === 'Commit');
    const statuses = commits?.map(({ variables }) => variables?.value['committed']);
    expect(statuses).toMatchObject([{ status: 'refused' }, { status: 'committed' }]);
    const judged = trace?.states.filter(({ name }) => name === 'LoadContext');
    expect(judged?.map(({ variables }) => variables?.value['context'])).toMatchObject([
      { state: { revision: 1 } },
      { state: { revision: 2 } },
    ]);
  });
});

/** The column STATE of the command's table. */
const statesIn = (execution: string): string[] =>
  execution.split('\n').flatMap((line) => /^ *\+\d+ ms +(\w+)/.exec(line)?.[1] ?? []);
