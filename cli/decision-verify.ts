import type { Command } from 'commander';
import type { DecisionCheck } from '../api/routes/judged-again.ts';
import { command, connect } from './shared/connect.ts';
import { CliFailure } from './shared/failure.ts';
import { plain } from './shared/plain.ts';
import { pairs } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
Takes the event, its context, the answers of the model and the clock times from the record, and calls the functions that judged the
event. Compares the whole decision, bit for bit. Writes only the entry of the view in the audit log. To send a file of sales or stock
levels as new events, see "replay".`;

/** `pricewire decision verify` */
export const decisionVerifyCommand = (terminal: Terminal): Command =>
  command('verify', 'judge an event again from its record; exit code 1 for another decision', [
    'decision verify 6f1f…',
    'decision verify 6f1f… --stage prod --json',
  ])
    .addHelpText('after', NOTES)
    .argument('<event>', 'the id of the event')
    .action(async (id: string, _options, self: Command) => {
      const { api, show } = connect(terminal, self);
      const check = await api.call('GET /events/:id/judged-again', { params: { id } });
      show(check, verdictText);
      if (check.result !== 'same') throw new CliFailure(1);
    });

function verdictText({ eventId, result, difference, guardrail, notes }: DecisionCheck): string {
  const verdict = {
    same: `${eventId}: the same decision.`,
    different: `${eventId}: another decision.`,
    'not-judged': `${eventId} can't be judged again.`,
  }[result];
  return [
    plain(verdict),
    ...(difference
      ? [
          pairs([
            ['first difference', difference.path],
            ['guardrail', guardrail],
            ['recorded', valueText(difference.recorded)],
            ['judged again', valueText(difference.again)],
          ]),
        ]
      : []),
    ...notes.map(plain),
  ].join('\n');
}

const valueText = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
