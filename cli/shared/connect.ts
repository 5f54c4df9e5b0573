import { Command } from 'commander';
import { type Api, apiOf } from './api.ts';
import { askingHeaders } from './asking.ts';
import { badInput } from './failure.ts';
import { localTarget } from './local-target.ts';
import { type StageOptions, stageTarget } from './stage-target.ts';
import type { Target } from './target.ts';
import type { Terminal } from './terminal.ts';

const DEFAULT_URL = 'http://127.0.0.1:4400';

/** The common options of every command of a stack; they may also come before its name. */
export const withStackOptions = (command: Command): Command =>
  command
    .option('--url <url>', `address of the stack (default: PRICEWIRE_URL, else ${DEFAULT_URL})`)
    .option('--stage <name>', 'use a stage on AWS, with your own credentials')
    .option('--region <region>', 'region of the stage (default: AWS_REGION, else the profile)')
    .option('--profile <name>', 'the AWS profile to use (default: AWS_PROFILE)')
    .option('--yes', 'change a stage without a confirmation')
    .option('--json', 'print only JSON on standard output');

export interface Session extends Pick<Target, 'bus' | 'confirm'> {
  api: Api;
  json: boolean;
  /** Prints the command's answer: JSON for machines, else the text from `human`. */
  show<Answer>(answer: Answer, human: (answer: Answer) => string): void;
  /** A message beside the answer, on standard error. */
  note(message: string): void;
}

/** The session of a command, from its options. Throws CliFailure for an invalid address. */
export function connect(terminal: Terminal, command: Command): Session {
  const json = optionOf<boolean>(command, 'json') ?? false;
  const target = targetOf(terminal, command);
  return {
    api: apiOf(target, askingHeaders(terminal.env)),
    bus: target.bus,
    confirm: target.confirm,
    json,
    show: (answer, human) => terminal.out(`${json ? JSON.stringify(answer, null, 2) : human(answer)}\n`),
    note: (message) => terminal.err(`${message}\n`),
  };
}

/** The stage of a command; undefined for a stack. Throws CliFailure. */
export function stageOf(command: Command): StageOptions | undefined {
  const stage = optionOf<string>(command, 'stage');
  const [region, profile] = [optionOf<string>(command, 'region'), optionOf<string>(command, 'profile')];
  if (stage !== undefined) {
    if (optionOf<string>(command, 'url') !== undefined) throw badInput('use --stage or --url, not both');
    if (!/^[a-z][a-z0-9-]*$/.test(stage)) throw badInput(`${stage} is not the name of a stage, such as prod`);
    return { stage, region, profile, yes: optionOf<boolean>(command, 'yes') ?? false };
  }
  // A region means AWS: the command must not run on the stack of this machine by mistake.
  if (region !== undefined || profile !== undefined) throw badInput('--region and --profile need --stage');
  return undefined;
}

function targetOf(terminal: Terminal, command: Command): Target {
  const stage = stageOf(command);
  return stage === undefined ? localTarget(urlOf(terminal, command)) : stageTarget(stage, terminal);
}

/** The address of a command's stack. Throws CliFailure for an invalid address. */
export function urlOf(terminal: Terminal, command: Command): string {
  const given = optionOf<string>(command, 'url');
  const url = given ?? (terminal.env['PRICEWIRE_URL'] || DEFAULT_URL);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw badInput(`${url} is not the address of a stack, such as ${DEFAULT_URL}`);
  return url;
}

function optionOf<Value>(command: Command | null, name: string): Value | undefined {
  if (command === null) return undefined;
  return (command.opts()[name] as Value | undefined) ?? optionOf(command.parent, name);
}

/** A command of the stack with its summary, and examples at the end of its help. */
export function command(name: string, summary: string, examples: string[]): Command {
  return withStackOptions(new Command(name))
    .description(summary)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ pricewire ${example}`).join('\n')}`);
}
