import { type Command, Option } from 'commander';
import { Mode } from '../domain/policy/policy.ts';
import { command, connect } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import { plain } from './shared/plain.ts';
import { readPolicyFile } from './shared/policy-file.ts';
import { repricedText } from './shared/repriced.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
The first version of a policy that uses the model is put in shadow, unless its terms have goLive, by which each product is watched
first. --mode live --why says otherwise.

One person can put the first version of a policy in force. A later version needs two people if the policy limits releases by one person
(review.secondPersonAbove, default 25%): see "policy draft". With --break-glass one person puts it in force alone: this writes an
entry to the audit log, and raises an alarm until two people approve another version.`;

/** `pricewire policy put` */
export const policyPutCommand = (terminal: Terminal): Command =>
  command('put', 'put a new version of a policy in force, and reprice its products', [
    'policy put default.json',
    'policy put default.json --mode live --why "its prices were checked in a trial"',
    'policy show default --terms | jq .repriceAfterMinutes=10 | pricewire policy put -',
    'policy put default.json --break-glass --why "prices run away, nobody else is awake"',
  ])
    .addHelpText('after', NOTES)
    .argument('<file>', 'the terms as JSON, with the policyId; - for standard input')
    .option('--why <text>', 'reason to record')
    .addOption(new Option('--mode <mode>', 'mode of the first version; needs --why').choices(Mode.options))
    .option('--break-glass', 'put it in force alone although two people are needed; needs --why')
    .action(
      async (file: string, options: { why?: string; breakGlass?: boolean; mode?: Mode }, self: Command) => {
        const { why, breakGlass = false, mode } = options;
        if (breakGlass && why === undefined) throw badInput('--break-glass needs --why');
        if (mode !== undefined && why === undefined) throw badInput('--mode needs --why');
        const { api, show, note, confirm } = connect(terminal, self);
        const { policyId, terms } = await readPolicyFile(file);
        const confirmed = await confirm(
          `Put a new version of policy ${policyId} in force${breakGlass ? ', alone,' : ''} and reprice its products`,
        );
        const put = await api.call('PUT /policies/:id', {
          params: { id: policyId },
          query: { why, mode, ...(breakGlass ? { breakGlass: 'true' } : {}) },
          body: terms,
          confirmed,
        });
        show(
          put,
          (done) =>
            `${policyId}: version ${done.version} is in force, mode ${done.mode}; ${repricedText(done, done.mode)}.`,
        );
        for (const { at, message } of put.warnings) note(plain(`warning  ${at}: ${message}`));
      },
    );
