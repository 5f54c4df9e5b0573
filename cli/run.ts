import { Command } from 'commander';
import { type MakeCommand, program } from './program.ts';
import { describeFailure, type ExitCode } from './shared/failure.ts';
import type { Terminal } from './shared/terminal.ts';

/** Runs the command line `args`, without the program's name. Returns the exit code. */
export async function run(args: string[], terminal: Terminal): Promise<ExitCode> {
  try {
    await program(terminal, [await up(args)]).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const { code, message } = describeFailure(error);
    if (message !== '') terminal.err(`pricewire: ${message}\n`);
    if (terminal.env['PRICEWIRE_DEBUG'] && error instanceof Error) terminal.err(`${error.stack}\n`);
    return code;
  }
}

// It loads the whole stack, which takes most of a second: too long for the other commands.
async function up(args: string[]): Promise<MakeCommand> {
  if (args.includes('up')) return (await import('./up.ts')).upCommand;
  return () => new Command('up').description('start the pipeline on this machine and keep it running');
}
