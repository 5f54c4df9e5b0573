import { CommanderError } from 'commander';

/** Exit codes: 0 success, 1 negative result or partial failure, 2 bad usage or input, 3 the stack can't be reached. */
export type ExitCode = 0 | 1 | 2 | 3;

/** A failure reported in one line, without a stack trace. With an empty message nothing more is printed. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure';
  readonly code: ExitCode;

  constructor(code: ExitCode, message = '', options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const badInput = (message: string, cause?: unknown): CliFailure =>
  new CliFailure(2, message, { cause });

const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** The system's code of a connection error, such as ECONNREFUSED; undefined for any other error. */
export function noConnection(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && NO_CONNECTION.has(code)) return code;
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return inner.map(noConnection).find((found) => found !== undefined);
}

export const unreachable = (url: string, why: string): CliFailure =>
  new CliFailure(3, `no stack at ${url} (${why}); start one with: pricewire up`);

/** The message of an error in one line (or empty), and its exit code. */
export function describeFailure(error: unknown): { code: ExitCode; message: string } {
  // Commander has printed its message. Requested help is no error.
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, message: '' };
  if (error instanceof CliFailure) return { code: error.code, message: oneLine(error.message) };
  const { code, message, path } = error as NodeJS.ErrnoException;
  if (path !== undefined && code !== undefined)
    return { code: 2, message: `${path}: ${FILE_FAULTS[code] ?? message}` };
  return { code: 1, message: oneLine(error instanceof Error ? `${error.name}: ${message}` : String(error)) };
}

const FILE_FAULTS: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'is a directory',
  EACCES: 'no permission to read it',
};

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');
