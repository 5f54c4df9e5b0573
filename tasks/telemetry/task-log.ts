import { Logger } from '@aws-lambda-powertools/logger';
import type { Subject } from './subject.ts';

/** What one task writes to its log. */
export interface TaskLog {
  /** Tells of a fault, once; what it answers is to be thrown on. */
  fault(error: unknown, subject: Subject): unknown;
  /** Tells at level DEBUG that a call is over, and how many milliseconds it took. */
  done(subject: Subject, ms: number): void;
}

const LONGEST_MESSAGE = 1000;
const LONGEST_STACK = 1500;

/**
 * The log of a task as JSON lines of a few kilobytes at most. The level is the one that Lambda was set to, else that of
 * LOG_LEVEL, else INFO.
 */
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

// A message may quote what it was given: an address with its password, or a whole payload.
const printable = (text: unknown, longest: number): string =>
  String(text)
    .replace(/(\w:\/\/)[^\s/@]*@/g, '$1***@')
    .slice(0, longest);

// The runtime logs what is thrown, and Express logs it in every state that it is carried through.
function withoutStack(error: unknown): unknown {
  if (error instanceof Error) error.stack = `${error.name}: ${error.message}`;
  return error;
}
