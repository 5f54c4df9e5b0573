import type { Command } from 'commander';
import type { EventTrace } from '../console/server/api/events.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { rowPairs } from './shared/row.ts';
import type { Terminal } from './shared/terminal.ts';
import { fullTrace, traceTable } from './shared/trace-text.ts';

/** `pricewire trace` */
export const traceCommand = (terminal: Terminal): Command =>
  command('trace', 'show the states that an event went through, with times, attempts, results and errors', [
    'trace 6f1f…',
    'trace 6f1f… --full   # with whole payloads',
    'trace 6f1f… --json',
  ])
    .argument('<event>', 'the id of the event')
    .option('--full', 'every input, output and variable, whole')
    .action(async (id: string, { full }: { full?: boolean }, self: Command) => {
      const { api, show, note } = connect(terminal, self);
      const trace = await api.get<EventTrace>(apiPath`/events/${id}/trace`);
      show(trace, ({ row, executions }) =>
        [rowPairs(row), ...executions.map(full ? fullTrace : traceTable)].join('\n\n'),
      );
      for (const arn of trace.missing)
        note(
          `The log holds nothing of execution ${arn}: not yet, not any more, or its stage logs errors alone.`,
        );
    });
