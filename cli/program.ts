import { Command } from 'commander';
import { archiveReconcileCommand } from './archive-reconcile.ts';
import { auditAnchorCommand } from './audit-anchor.ts';
import { auditVerifyCommand } from './audit-verify.ts';
import { cacheRebuildCommand } from './cache-rebuild.ts';
import { cacheVerifyCommand } from './cache-verify.ts';
import { consoleCommand } from './console.ts';
import { decisionVerifyCommand } from './decision-verify.ts';
import { decisionWhatIfCommand } from './decision-what-if.ts';
import { demandResetCommand } from './demand-reset.ts';
import { dlqListCommand } from './dlq-list.ts';
import { dlqRedriveCommand } from './dlq-redrive.ts';
import { dlqShowCommand } from './dlq-show.ts';
import { explainCommand } from './explain.ts';
import { ledgerListCommand } from './ledger-list.ts';
import { ledgerShowCommand } from './ledger-show.ts';
import { modelsCompareCommand } from './models-compare.ts';
import { modelsHealthCommand } from './models-health.ts';
import { modelsListCommand } from './models-list.ts';
import { policyApproveCommand } from './policy-approve.ts';
import { policyCheckCommand } from './policy-check.ts';
import { policyDraftCommand } from './policy-draft.ts';
import { policyModeCommand } from './policy-mode.ts';
import { policyPutCommand } from './policy-put.ts';
import { policyShowCommand } from './policy-show.ts';
import { priceGetCommand } from './price-get.ts';
import { productsBaselinesCommand } from './products-baselines.ts';
import { productsImportCommand } from './products-import.ts';
import { productsListCommand } from './products-list.ts';
import { productsShowCommand } from './products-show.ts';
import { readinessCommand } from './readiness.ts';
import { replayCommand } from './replay.ts';
import { repriceCommand } from './reprice.ts';
import { resumeCommand } from './resume.ts';
import { rollbackCommand } from './rollback.ts';
import { sendCommand } from './send.ts';
import { sequenceResetCommand } from './sequence-reset.ts';
import { withStackOptions } from './shared/connect.ts';
import type { Terminal } from './shared/terminal.ts';
import { standingLiveCommand, standingWatchCommand } from './standing.ts';
import { statusCommand } from './status.ts';
import { tablesCopyCommand } from './tables-copy.ts';
import { traceCommand } from './trace.ts';

export type MakeCommand = (terminal: Terminal) => Command;

const group =
  (name: string, summary: string, commands: MakeCommand[]): MakeCommand =>
  (terminal) => {
    const parent: Command = new Command(name)
      .description(summary)
      .addHelpText(
        'after',
        () =>
          `\nExamples:\n${parent.commands.map((each) => `  $ pricewire ${name} ${each.name()} --help`).join('\n')}`,
      );
    for (const make of commands) parent.addCommand(make(terminal));
    return parent;
  };

/** Every command of a stack, in the order of the help. */
const COMMANDS: MakeCommand[] = [
  statusCommand,
  consoleCommand,
  sendCommand,
  replayCommand,
  group('products', 'the catalog', [
    productsImportCommand,
    productsBaselinesCommand,
    productsListCommand,
    productsShowCommand,
  ]),
  group('policy', 'rules, guardrails and mode', [
    policyShowCommand,
    policyCheckCommand,
    policyPutCommand,
    policyDraftCommand,
    policyApproveCommand,
    policyModeCommand,
  ]),
  group('price', 'prices in force', [priceGetCommand]),
  explainCommand,
  group('decision', 'judge a recorded decision again', [decisionVerifyCommand, decisionWhatIfCommand]),
  repriceCommand,
  resumeCommand,
  rollbackCommand,
  group('models', 'demand models', [modelsListCommand, modelsHealthCommand, modelsCompareCommand]),
  readinessCommand,
  group('standing', 'whether model prices are put in force', [standingLiveCommand, standingWatchCommand]),
  group('demand', 'learned demand', [demandResetCommand]),
  group('sequence', 'sequences of the inventory system', [sequenceResetCommand]),
  traceCommand,
  group('ledger', 'events and their outcomes', [ledgerListCommand, ledgerShowCommand]),
  group('dlq', 'events that could not be processed', [dlqListCommand, dlqShowCommand, dlqRedriveCommand]),
  group('cache', 'prices in Redis', [cacheVerifyCommand, cacheRebuildCommand]),
  group('archive', 'accepted events', [archiveReconcileCommand]),
  group('tables', 'the stores of a stage on AWS', [tablesCopyCommand]),
  group('audit', 'the audit log', [auditVerifyCommand, auditAnchorCommand]),
];

const EPILOGUE = `
Exit codes: 0 success, 1 negative result or partial failure, 2 bad usage or input, 3 the stack can't be reached.

Examples:
  $ pricewire send --product SKU1 --stock 3 --wait
  $ pricewire price get SKU1
  $ pricewire ledger list --product SKU1`;

/** The `pricewire` command. It throws a CommanderError where commander would leave the process. */
export function program(terminal: Terminal, first: MakeCommand[]): Command {
  const pricewire = withStackOptions(new Command('pricewire'))
    .description('Reprices a product within a second or two of its stock changing, and can prove why.')
    .addHelpText('after', EPILOGUE)
    // Each command has its own --json and --url; they override those before its name.
    .enablePositionalOptions();
  for (const make of [...first, ...COMMANDS]) pricewire.addCommand(make(terminal));
  prepare(pricewire, terminal);
  return pricewire;
}

// Separately created commands inherit nothing.
function prepare(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .showHelpAfterError('(add --help for help)')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  for (const each of command.commands) prepare(each, terminal);
}
