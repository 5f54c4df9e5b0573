import type { Command } from 'commander';
import type { Verified } from '../api/routes/upkeep.ts';
import { DIFFERENCES, type Difference, type DifferenceKind } from '../domain/record/price-check.ts';
import { command, connect } from './shared/connect.ts';
import { CliFailure } from './shared/failure.ts';
import { listed, listing } from './shared/listing.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

const KINDS = `
Compares every price in force with Redis and the ledger, every price in Redis with the record, and looks for events without an
outcome in the ledger. Work in progress is not a difference. Any of these differences makes the exit code 1:
${Object.entries(DIFFERENCES)
  .map(([kind, meaning]) => `  ${kind.padEnd(22)}${meaning}`)
  .join('\n')}

"pricewire cache rebuild" repairs wrong prices in Redis. For a newer, other or unknown price, either another program wrote it, or the
record was restored from a backup; no reader gets it after a comparison with the record.
A person must look into differences of the ledger: pricewire ledger show EVENT_ID.`;

/** `pricewire cache verify` */
export const cacheVerifyCommand = (terminal: Terminal): Command =>
  command('verify', 'compare Redis with the record, and the record with the ledger, for every product', [
    'cache verify',
    'cache verify --json',
  ])
    .addHelpText('after', KINDS)
    .action(async (_options, self: Command) => {
      const session = connect(terminal, self);
      const list = listing<Difference>(terminal, session, { name: 'differences', line: differenceText });
      const { differences } = await listed(list, async () => {
        let total = 0;
        const verified = await session.api.follow('GET /cache/verify', (line) => {
          if ('difference' in line) return list.add(line.difference);
          if ('unlisted' in line) return session.note(`${line.unlisted} more differences are not listed.`);
          if ('total' in line) total = line.total;
          const done = 'checked' in line ? line.checked : 0;
          list.progress(done, Math.max(total, done));
        });
        list.end({ checked: verified.checked, counts: verified.differences }, verdict(verified));
        return verified;
      });
      if (Object.keys(differences).length > 0) throw new CliFailure(1);
    });

const differenceText = ({ kind, productId = '-', eventId, detail }: Difference): string =>
  plain(`${productId}  ${kind}${eventId === undefined ? '' : ` (event ${eventId})`}: ${detail}`);

function verdict({ checked, differences }: Verified): string {
  const found = Object.entries(differences) as [DifferenceKind, number][];
  if (found.length === 0) return `${checked} products checked; no differences.`;
  return [
    `${checked} products checked.`,
    ...found.map(([kind, count]) => `${String(count).padStart(6)} ${kind}: ${DIFFERENCES[kind]}`),
  ].join('\n');
}
