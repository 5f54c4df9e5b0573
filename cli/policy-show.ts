import type { Command } from 'commander';
import type { PolicyDetail } from '../api/routes/policies.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { command, connect } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import { integer } from './shared/parse.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

interface ShowOptions {
  version?: number;
  terms?: boolean;
}

/** `pricewire policy show` */
export const policyShowCommand = (terminal: Terminal): Command =>
  command('show', 'list the policies, or show one', [
    'policy show',
    'policy show default',
    'policy show default --version 3',
    'policy show default --terms > default.json   # to edit and put again',
  ])
    .argument('[id]', 'the policy (default: list all)')
    .option('--version <n>', 'this version instead of the one in force', integer(1))
    .option('--terms', 'only the terms, as JSON')
    .action(async (id: string | undefined, { version, terms }: ShowOptions, self: Command) => {
      const { api, show } = connect(terminal, self);
      if (id === undefined) {
        if (version !== undefined || terms) throw badInput('--version and --terms need the id of a policy');
        return show(await api.call('GET /policies'), ({ policies }) => policyTable(policies));
      }
      const detail = await api.call('GET /policies/:id', { params: { id }, query: { version } });
      if (terms) return show(detail.terms, json);
      show(detail, ({ policyId, inForce, ...shown }) => {
        const which =
          shown.version === inForce.version ? 'in force' : `version ${inForce.version} is in force`;
        const since = inForce.modeSince === undefined ? '' : ` since ${inForce.modeSince}`;
        const head = `${policyId}, version ${shown.version}, ${which}, mode ${inForce.mode}${since}`;
        return [head, ...tripText(policyId, shown), json(shown.terms)].join('\n');
      });
    });

// Amounts without a currency: a policy may have products of several.
function tripText(policyId: string, { trip, tripped }: Pick<PolicyDetail, 'trip' | 'tripped'>): string[] {
  if (trip === undefined) return [];
  const head = tripped
    ? `paused by its breaker: ${trip.why}; to resume: pricewire resume ${policyId}`
    : `its breaker last tripped at ${trip.at}: ${trip.why}`;
  if (!tripped) return [head];
  const moves = table(
    ['PRODUCT', 'FROM', 'TO'],
    trip.products.map(({ productId, from, to }) => [productId, from, to]),
    ['FROM', 'TO'],
  );
  const more = trip.moved - trip.products.length;
  return [head, moves, ...(more > 0 ? [`and ${more} more`] : [])];
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

const policyTable = (policies: Policy[]): string =>
  table(
    ['POLICY', 'VERSION', 'MODE', 'MODEL', 'RULES'],
    policies.map(({ policyId, version, mode, model, rules }) => [
      policyId,
      version,
      mode,
      model.use ? 'used' : 'not used',
      rules.map(({ kind }) => kind).join(', '),
    ]),
  );
