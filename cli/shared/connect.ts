import { Command } from 'commander';
import { type Api, apiOf } from './api.ts';
import { askingHeaders } from './asking.ts';
import { badInput } from './failure.ts';
import { localTarget } from './local-target.ts';
import { type StageOptions, stageTarget } from './stage-target.ts';
import type { Target } from './target.ts';
import type { Terminal } from './terminal.ts';

export const DEFAULT_URL = 'http://127.0.0.1:4400';

/** The options that every command which talks to a stack has; they may also stand before its name. */
export const withStackOptions = (command: Command): Command =>
  command
    .option('--url <url>', `where the stack answers (default: PRICEWIRE_URL, else ${DEFAULT_URL})`)
    .option('--stage <name>', 'a stage on AWS in place of a stack, by your own credentials')
    .option('--region <region>', "the stage's region (default: AWS_REGION, or that of the profile)")
    .option('--profile <name>', 'the AWS profile to use (default: AWS_PROFILE)')
    .option('--yes', 'change a stage without being asked')
    .option('--json', 'print JSON, and nothing else, on standard output');

export interface Session extends Pick<Target, 'bus' | 'confirm'> {
  api: Api;
  json: boolean;
  /** The command's answer: JSON for machines, else the text that `human` makes of it. */
  show<Answer>(answer: Answer, human: (answer: Answer) => string): void;
  /** A message beside the answer, on standard error. */
  note(message: string): void;
}

/** What a command works with, from the options it was called with. Throws CliFailure for an address that is none. */
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

/** The stage that a command was called for; undefined where it is a stack. Throws CliFailure. */
export function stageOf(command: Command): StageOptions | undefined {
  const stage = optionOf<string>(command, 'stage');
  const [region, profile] = [optionOf<string>(command, 'region'), optionOf<string>(command, 'profile')];
  if (stage !== undefined) {
    if (optionOf<string>(command, 'url') !== undefined) throw badInput('say --stage or --url, but not both');
    if (!/^[a-z][a-z0-9-]*$/.test(stage)) throw badInput(`${stage} is not the name of a stage, such as prod`);
    return { stage, region, profile, yes: optionOf<boolean>(command, 'yes') ?? false };
  }
  // Who names a region means AWS: this must not go to the stack on this machine by mistake.
  if (region !== undefined || profile !== undefined)
    throw badInput('--region and --profile are for a stage on AWS; say --stage too');
  return undefined;
}

function targetOf(terminal: Terminal, command: Command): Target {
  const stage = stageOf(command);
  return stage === undefined ? localTarget(urlOf(terminal, command)) : stageTarget(stage, terminal);
}

/** Where the stack of a command answers. Throws CliFailure for an address that is none. */
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

/** A command of the stack with its summary and examples, which its help ends with. */
export function command(name: string, summary: string, examples: string[]): Command {
  return withStackOptions(new Command(name))
    .description(summary)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ pricewire ${example}`).join('\n')}`);
}
