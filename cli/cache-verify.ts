import type { Command } from 'commander';
import { DIFFERENCES, type Difference, type DifferenceKind } from '../domain/price-check.ts';
import type { VerifyLine } from '../tasks/cache-care.ts';
import type { Verified } from '../tasks/verify-cache.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { CliFailure } from './shared/failure.ts';
import { listed, listing } from './shared/listing.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

const KINDS = `
Every price in force is looked up in Redis and in the ledger, every price in Redis in the record, and events without an
outcome in the ledger. What is under way is no difference. Differences, each of which ends the command in 1:
${Object.entries(DIFFERENCES)
  .map(([kind, meaning]) => `  ${kind.padEnd(22)}${meaning}`)
  .join('\n')}

"pricewire cache rebuild" mends a price that is missing, older or other in Redis. A newer or unknown one was written by
somebody else, or the record was restored from a backup: take the key away (DEL price:ID), and it is published again when it is read.
The ledger's are for a person to look into: pricewire ledger show EVENT_ID.`;

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
        const verified = await session.api.stream<VerifyLine, Verified>(
          'GET',
          apiPath`/cache/verify`,
          (line) => {
            if ('difference' in line) return list.add(line.difference);
            if ('unlisted' in line) return session.note(`${line.unlisted} more differences are not listed.`);
            if ('total' in line) total = line.total;
            const done = 'checked' in line ? line.checked : 0;
            list.progress(done, Math.max(total, done));
          },
        );
        list.end({ checked: verified.checked, counts: verified.differences }, verdict(verified));
        return verified;
      });
      if (Object.keys(differences).length > 0) throw new CliFailure(1);
    });

const differenceText = ({ kind, productId = '-', eventId, detail }: Difference): string =>
  plain(`${productId}  ${kind}${eventId === undefined ? '' : ` (event ${eventId})`}: ${detail}`);

function verdict({ checked, differences }: Verified): string {
  const found = Object.entries(differences) as [DifferenceKind, number][];
  if (found.length === 0) return `${checked} products were checked; there is no difference.`;
  return [
    `${checked} products were checked.`,
    ...found.map(([kind, count]) => `${String(count).padStart(6)} ${kind}: ${DIFFERENCES[kind]}`),
  ].join('\n');
}
