import { SingleBar } from 'cli-progress';
import type { Session } from './connect.ts';
import type { Terminal } from './terminal.ts';

/** Prints what comes one by one and keeps none of it: a line each, or all as one list in a JSON object. */
export interface Listing<Item> {
  add(item: Item): void;
  /** Draws how far it is, where a person watches. */
  progress(value: number, total?: number): void;
  /** Ends the list with what is to be said of all of it. */
  end(summary: object, text: string): void;
  /** Ends the list where it broke off. */
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
    // The bar's line is wiped first; it is drawn again below.
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
      if (json || begun) end({ failed: message }, 'It broke off.');
    },
  };
}

/** Runs `work` on a listing, which is ended properly if the work fails: what was printed is still one JSON object. */
export async function listed<Item, Result>(
  list: Listing<Item>,
  work: (list: Listing<Item>) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(list);
  } catch (error) {
    list.fail(error instanceof Error ? error.message : String(error));
    throw error;
  }
}
