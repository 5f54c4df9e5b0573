import { Logger } from '@aws-lambda-powertools/logger';
import type { Subject } from './subject.ts';

/** What one task writes to its log. */
export interface TaskLog {
  /** Logs a fault once; throw the returned error. */
  fault(error: unknown, subject: Subject): unknown;
  /** Logs at level DEBUG that a call ended, and its milliseconds. */
  done(subject: Subject, ms: number): void;
}

const LONGEST_MESSAGE = 1000;
const LONGEST_STACK = 1500;

/** A task's log as JSON lines of at most a few kilobytes. Level: that of Lambda, else LOG_LEVEL, else INFO. */
export function taskLog(task: string): TaskLog {
  const logger = new Logger({ serviceName: 'pricewire', persistentKeys: { task } });
  return {
    fault(error, subject) {
      logger.error(`${task} failed`, { ...subject, error: told(error) });
      return withoutStack(error);
    },
    done: (subject, ms) => logger.debug(`${task} is done`, { ...subject, ms: Math.round(ms) }),
  };
}

function told(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { name: typeof error, message: printable(error, LONGEST_MESSAGE) };
  return {
    name: printable(error.name, 100),
    message: printable(error.message, LONGEST_MESSAGE),
    stack: printable(error.stack, LONGEST_STACK),
  };
}

// A message may quote its input: an address with its password, or a whole payload.
const printable = (text: unknown, longest: number): string =>
  String(text)
    .replace(/(\w:\/\/)[^\s/@]*@/g, '$1***@')
    .slice(0, longest);

// The runtime logs a thrown error, and Express logs it again in every state that carries it.
function withoutStack(error: unknown): unknown {
  if (error instanceof Error) error.stack = `${error.name}: ${error.message}`;
  return error;
}
