import type { Command } from 'commander';
import type { PolicyCheck } from '../api/routes/policies.ts';
import { command, connect } from './shared/connect.ts';
import { CliFailure } from './shared/failure.ts';
import { readJsonFile } from './shared/json-file.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire policy check` */
export const policyCheckCommand = (terminal: Terminal): Command =>
  command('check', 'check the terms of a policy without storing them; exit code 1 if they are not valid', [
    'policy check default.json',
    'policy check default.json --strict   # warnings fail too',
    'policy show default --terms | pricewire policy check -',
  ])
    .argument('<file>', 'the terms as JSON; - for standard input')
    .option('--strict', 'exit code 1 for warnings too')
    .action(async (file: string, { strict }: { strict?: boolean }, self: Command) => {
      const { api, show } = connect(terminal, self);
      const check = await api.call('POST /policies/check', { body: await readJsonFile(file) });
      show(check, report);
      if (!check.valid || (strict && check.warnings.length > 0)) throw new CliFailure(1);
    });

function report({ problems, warnings }: PolicyCheck): string {
  const lines = [
    ...problems.map(({ at, message }) => `problem  ${at}: ${message}`),
    ...warnings.map(({ at, message }) => `warning  ${at}: ${message}`),
  ];
  return lines.length === 0 ? 'The terms are valid and consistent.' : plain(lines.join('\n'));
}
