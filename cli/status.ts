import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import { type Cell, pairs } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire status` */
export const statusCommand = (terminal: Terminal): Command =>
  command('status', 'show whether the stack is up, and the addresses of its parts', [
    'status',
    'status --json',
  ]).action(async (_options, self: Command) => {
    const { api, show } = connect(terminal, self);
    show(await api.call('GET /status'), (status) => pairs(flat(status)));
  });

const flat = (value: Record<string, unknown>, prefix = ''): [string, Cell][] =>
  Object.entries(value).flatMap(([name, each]): [string, Cell][] =>
    typeof each === 'object' && each !== null
      ? flat(each as Record<string, unknown>, `${prefix}${name}.`)
      : [[`${prefix}${name}`, each as Cell]],
  );
