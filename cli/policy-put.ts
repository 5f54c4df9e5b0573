import type { Command } from 'commander';
import type { PolicyPut } from '../console/server/api/policies.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import { readJsonFile } from './shared/json-file.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire policy put` */
export const policyPutCommand = (terminal: Terminal): Command =>
  command('put', 'put a new version of a policy in force, and reprice its products', [
    'policy put default.json',
    'policy show default --terms | jq .repriceAfterMinutes=10 | pricewire policy put -',
  ])
    .argument('<file>', 'the terms as JSON, with the policyId; - for standard input')
    .action(async (file: string, _options, self: Command) => {
      const { api, show, note, confirm } = connect(terminal, self);
      const terms = await readJsonFile(file);
      const { policyId } = (terms ?? {}) as { policyId?: unknown };
      if (typeof policyId !== 'string' || policyId === '') throw badInput(`${file}: policyId: is missing`);
      await confirm(`Put a new version of policy ${policyId} in force, and reprice its products`);
      const put = await api.send<PolicyPut>('PUT', apiPath`/policies/${policyId}`, terms);
      show(
        put,
        ({ version, mode, repriced }) =>
          `${policyId}: version ${version} is in force, mode ${mode}; ${repriced} products are being repriced.`,
      );
      for (const { at, message } of put.warnings) note(plain(`warning  ${at}: ${message}`));
    });
