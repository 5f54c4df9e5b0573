import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addressOf, parseEvent } from '../../../../domain/events/envelope.ts';
import { EVENT_KINDS, KIND_NAMES } from '../../../../domain/events/index.ts';
import { OWN_SOURCE } from '../../../../domain/events/kind.ts';
import { PolicyTerms } from '../../../../domain/policy/policy.ts';
import { readContext } from '../../../../tasks/read-context.ts';
import { memoryCatalog } from '../../../fakes/memory-catalog.ts';
import { memoryOrders } from '../../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../../fakes/memory-price-states.ts';
import { inventory, NOW, policy, product, state } from '../make.ts';

const page = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8');
const { example, detail, source, detailType } = EVENT_KINDS.inventory;

const sent = (changes: object = {}) => ({
  version: '0',
  id: 'e1',
  source,
  'detail-type': detailType,
  time: NOW,
  detail: example,
  ...changes,
});
const problemOf = (envelope: object): string => {
  const parsed = parseEvent(JSON.parse(JSON.stringify(envelope)));
  return parsed.ok ? 'none' : parsed.problem;
};

/** The rows of the tables whose header has these columns, cell by cell. */
function rowsUnder(...columns: string[]): string[][] {
  const header = `| ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length)}\n`;
  const [, rest = ''] = page.split(header);
  const [rows = ''] = rest.split('\n\n');
  return rows
    .trim()
    .split('\n')
    .map((row) => row.slice(2, -2).split(' | '));
}

const unquoted = (cell = ''): string => cell.replace(/^`(.*)`$/, '$1');

/** The change in a cell: fields as JSON, or a field that is left out. */
function changesIn(cell = ''): object {
  const [, missing] = /^without `(\w+)`$/.exec(cell) ?? [];
  return missing === undefined ? JSON.parse(unquoted(cell)) : { [missing]: undefined };
}

describe('docs/events.md', () => {
  const theirs = KIND_NAMES.filter((name) => EVENT_KINDS[name].source !== OWN_SOURCE);
  const mistakes = rowsUnder('mistake', 'changed in the detail above', 'message');
  const around = rowsUnder('mistake', 'sent', 'message');
  const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => JSON.parse(text));

  it('has an example of every kind that others may send, the one of the table first', () => {
    for (const name of theirs) expect(blocks).toContainEqual(EVENT_KINDS[name].example);
    expect(blocks[0]).toEqual(example);
  });

  it.each(blocks)('has the example %j, which a kind that others may send takes', (given) => {
    const problems = theirs.map((name) => problemOf(sent({ ...addressOf(name), detail: given })));
    expect(problems).toContain('none');
  });

  it('has an entry of PutEvents that is taken', () => {
    const [, entries = ''] = /put-events --entries '(.*)'/.exec(page) ?? [];
    const [entry] = JSON.parse(entries);
    const { Source, DetailType, Detail, EventBusName } = entry;

    expect(EventBusName).toBe('pricewire');
    expect(problemOf(sent({ source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail) }))).toBe(
      'none',
    );
  });

  it('says what each field is, and whether it is required', () => {
    const fields = rowsUnder('field', '', 'type and limits', 'meaning').length;
    const named = [...page.matchAll(/^\| `(\w+)` \| (required|optional) \|/gm)].map(([, name, needed]) => [
      name,
      needed === 'required',
    ]);
    const shape = Object.entries(detail.shape);

    expect(fields).toBeGreaterThan(0);
    expect(named).toEqual(shape.map(([name, field]) => [name, !field.safeParse(undefined).success]));
  });

  it.each(mistakes)('%s, %s: gets %s', (_, changed, message) => {
    expect(problemOf(sent({ detail: { ...example, ...changesIn(changed) } }))).toBe(unquoted(message));
  });

  it.each(around)('%s, %s: gets %s', (_, changed, message) => {
    expect(problemOf(sent(changesIn(changed)))).toBe(unquoted(message));
  });

  it('has a mistake for each field that can be wrong', () => {
    const wrong = mistakes.map(([, , message = '']) => /^`detail\.(\w+)/.exec(message)?.[1]);
    expect(mistakes.length).toBeGreaterThan(10);
    expect(around.length).toBeGreaterThan(1);
    expect(Object.keys(example).filter((field) => field !== 'location' && !wrong.includes(field))).toEqual(
      [],
    );
  });

  it('names the kinds that are ours alone, and the largest jump that a policy allows by default', () => {
    for (const name of KIND_NAMES) expect(page).toContain(`\`${EVENT_KINDS[name].detailType}\``);
    const { maxJump } = PolicyTerms.shape.sequence.parse(undefined);
    expect(page).toContain(`more than ${maxJump.toLocaleString('en-US')} above the last`);
  });

  it('has the messages of events that the product refuses', async () => {
    const { version, mode, ...terms } = policy();
    const { productId } = product({ productId: example.productId });
    const load = (products: Record<string, ReturnType<typeof product>>, sequence: number) =>
      readContext({
        catalog: memoryCatalog({
          products,
          policies: { default: { current: { version, mode }, versions: { [version]: terms } } },
        }),
        priceStates: memoryPriceStates({ [productId]: state({ productId, sequence: 42 }) }),
        orders: memoryOrders({ orders: {}, used: {} }),
        clock: () => NOW,
      })({ event: inventory({ productId, sequence }) }).catch((error: Error) => error.message);

    const messages = rowsUnder('mistake', 'message').map(([, message]) => unquoted(message));
    expect(messages).toEqual([
      await load({}, 1_042),
      await load({ [productId]: product({ productId }) }, 2_001_042),
    ]);
  });
});
