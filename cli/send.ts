import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { EVENT_KINDS } from '../domain/events/index.ts';
import { type Api, Refused } from './shared/api.ts';
import type { InventoryDetail } from './shared/bus.ts';
import { command, connect } from './shared/connect.ts';
import { badInput, CliFailure } from './shared/failure.ts';
import { integer, time } from './shared/parse.ts';
import { type Row, rowPairs } from './shared/row.ts';
import type { Terminal } from './shared/terminal.ts';

interface SendOptions {
  product: string;
  stock: number;
  sequence?: number;
  occurredAt?: string;
  reason?: string;
  location?: string;
  expectedRestockAt?: string;
  wait?: boolean;
  timeout: number;
}

interface Sent {
  eventId: string;
  sequence: number;
  /** With --wait: the ledger row, with its outcome. */
  row?: Row;
}

/** `pricewire send` */
export const sendCommand = (terminal: Terminal): Command =>
  command('send', 'send the new stock of a product; prints the id of the event', [
    'send --product SKU1 --stock 3',
    'send --product SKU1 --stock 3 --sequence 17 --reason sale --wait',
    'send --product SKU1 --stock 0 --occurred-at 2026-11-22T12:00:00Z --json',
  ])
    .requiredOption('--product <id>', 'the product')
    .requiredOption('--stock <n>', 'sellable units after the change', integer(0))
    .option(
      '--sequence <n>',
      "the inventory system's sequence of the change (default: the next one)",
      integer(0),
    )
    .option('--occurred-at <time>', 'time of the change (default: now)', time)
    .option('--reason <text>', 'reason of the change')
    .option('--location <text>', 'location of the change')
    .option('--expected-restock-at <time>', 'when the next goods are expected', time)
    .option('--wait', 'wait for the outcome and print it; exit code 1 if it is dead-lettered')
    .option('--timeout <seconds>', 'maximum time to wait', integer(1, 3600), 30)
    .action(async (options: SendOptions, self: Command) => {
      const { api, show, ...target } = connect(terminal, self);
      const { product, stock } = options;
      await target.confirm(`Send the stock of ${product} as ${stock}`);
      const detail = await detailOf(options, api);
      const bus = await target.bus();
      const [put] = await bus.put([detail]);
      bus.close();
      if (put === undefined || 'refused' in put)
        throw new CliFailure(1, `the event bus refused the event: ${put?.refused ?? 'no answer'}`);
      const sent: Sent = { eventId: put.eventId, sequence: detail.sequence };
      if (!options.wait) return show(sent, ({ eventId }) => eventId);
      const row = await outcomeOf(api, put.eventId, options.timeout * 1000);
      show({ ...sent, row }, () => rowPairs(row));
      if (row.outcome === 'dead-lettered') throw new CliFailure(1);
    });

async function detailOf(options: SendOptions, api: Api): Promise<InventoryDetail> {
  const { product: productId, stock, reason, location, expectedRestockAt } = options;
  const parsed = EVENT_KINDS.inventory.detail.safeParse({
    productId,
    stock,
    sequence: options.sequence ?? (await nextSequence(api, productId)),
    occurredAt: options.occurredAt ?? new Date().toISOString(),
    reason,
    location,
    expectedRestockAt,
  });
  if (parsed.success) return parsed.data;
  throw badInput(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

async function nextSequence(api: Api, productId: string): Promise<number> {
  const { state } = await api.call('GET /products/:id', { params: { id: productId } });
  return (state?.sequence ?? 0) + 1;
}

const ASK_EVERY_MS = 50;

async function outcomeOf(api: Api, eventId: string, withinMs: number): Promise<Row> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const row = await rowIfThere(api, eventId);
    if (row?.outcome !== undefined) return row;
    await sleep(ASK_EVERY_MS);
  }
  throw new CliFailure(
    1,
    `event ${eventId} has no outcome after ${withinMs / 1000} s; see: pricewire trace ${eventId}`,
  );
}

// The ledger does not know the event before its execution has begun.
async function rowIfThere(api: Api, eventId: string): Promise<Row | undefined> {
  try {
    return (await api.call('GET /events/:id', { params: { id: eventId } })).row;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}
