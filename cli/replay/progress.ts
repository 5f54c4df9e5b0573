import { SingleBar } from 'cli-progress';
import { plain } from '../shared/plain.ts';
import type { Terminal } from '../shared/terminal.ts';
import type { ReplayReport } from './report.ts';

export interface ReplayProgress {
  update(bytes: number, report: ReplayReport): void;
  badLine(line: number, why: string): void;
  stop(): void;
}

/** Bad lines that are printed; the report counts all of them. */
const BAD_LINES_TOLD = 50;

/** Prints bad lines, and draws a bar by the bytes read, on a terminal and for a known size. */
export function replayProgress(terminal: Terminal, file: string, size: number | undefined): ReplayProgress {
  const bar = terminal.watched && size ? startBar(size) : undefined;
  let told = 0;
  const tell = (text: string) => {
    // The line of the bar is cleared first; the bar is drawn again below.
    terminal.err(`${bar ? '\r\u001b[K' : ''}${plain(text)}\n`);
  };
  return {
    update: (bytes, { sent, skipped }) => bar?.update(bytes, { sent, skipped }),
    badLine(line, why) {
      told += 1;
      if (told <= BAD_LINES_TOLD) tell(`${file}:${line}: ${why}`);
      if (told === BAD_LINES_TOLD + 1) tell('More unreadable lines follow; they are only counted.');
    },
    stop: () => bar?.stop(),
  };
}

function startBar(size: number): SingleBar {
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {sent} sent | {skipped} skipped | {eta_formatted} left',
    stream: process.stderr,
    etaBuffer: 500,
  });
  bar.start(size, 0, { sent: 0, skipped: 0 });
  return bar;
}
