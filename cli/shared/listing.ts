import { SingleBar } from 'cli-progress';
import { messageOf } from '../../domain/values/thrown.ts';
import type { Session } from './connect.ts';
import type { Terminal } from './terminal.ts';

/** Prints items as they arrive, without keeping them: a line each, or one list in a JSON object. */
export interface Listing<Item> {
  add(item: Item): void;
  /** Draws a progress bar on a terminal. */
  progress(value: number, total?: number): void;
  /** Ends the list with its summary. */
  end(summary: object, text: string): void;
  /** Ends an interrupted list. */
  fail(message: string): void;
}

export function listing<Item>(
  terminal: Terminal,
  { json }: Session,
  { name, line }: { name: string; line: (item: Item) => string },
): Listing<Item> {
  let bar: SingleBar | undefined;
  let items = 0;
  const print = (text: string) => {
    // The line of the bar is cleared first; the bar is drawn again below.
    if (bar) terminal.err('\r\u001b[K');
    terminal.out(text);
  };
  const end: Listing<Item>['end'] = (summary, text) => {
    bar?.stop();
    bar = undefined;
    if (json) print(`${items === 0 ? `{"${name}": [` : '\n'}], ${JSON.stringify(summary).slice(1)}\n`);
    else print(`${text}\n`);
  };
  return {
    add(item) {
      if (json) print(`${items === 0 ? `{"${name}": [\n` : ',\n'}${JSON.stringify(item)}`);
      else print(`${line(item)}\n`);
      items += 1;
    },
    progress(value, total) {
      if (!terminal.watched) return;
      if (bar === undefined) {
        bar = new SingleBar({
          format: total === undefined ? '{value}' : '{bar} {percentage}% | {value} of {total}',
          stream: process.stderr,
        });
        bar.start(total ?? 0, value);
      }
      if (total !== undefined) bar.setTotal(total);
      bar.update(value);
    },
    end,
    fail(message) {
      const begun = items > 0 || bar !== undefined;
      if (json || begun) end({ failed: message }, 'Interrupted.');
    },
  };
}

/** Runs `work` on a listing. If the work fails, the output is still one complete JSON object. */
export async function listed<Item, Result>(
  list: Listing<Item>,
  work: (list: Listing<Item>) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(list);
  } catch (error) {
    list.fail(messageOf(error));
    throw error;
  }
}
