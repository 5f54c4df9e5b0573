import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import { rowPairs } from './shared/row.ts';
import type { Terminal } from './shared/terminal.ts';
import { fullTrace, traceTable } from './shared/trace-text.ts';

const WITHOUT_TRACE =
  'An earlier version of Pricewire wrote this event: it kept the trace in the log of executions, not in the record.';

/** `pricewire trace` */
export const traceCommand = (terminal: Terminal): Command =>
  command(
    'trace',
    'show the states of each execution of an event, with times, attempts, results and errors',
    ['trace 6f1f…', 'trace 6f1f… --full   # with full payloads', 'trace 6f1f… --json'],
  )
    .argument('<event>', 'the id of the event')
    .option('--full', 'full inputs, answers and variables, and which fields are kept or derived')
    .action(async (id: string, { full }: { full?: boolean }, self: Command) => {
      const { api, show, note } = connect(terminal, self);
      const trace = await api.call('GET /events/:id/trace', { params: { id } });
      show(trace, ({ row, executions }) =>
        [rowPairs(row, executions.length), ...executions.map(full ? fullTrace : traceTable)].join('\n\n'),
      );
      if (trace.withoutTrace) note(WITHOUT_TRACE);
    });
