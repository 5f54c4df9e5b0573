import type { LastLine } from '../../api/ndjson.ts';
import { CliFailure } from './failure.ts';

/** Reads an answer of one JSON object a line. Passes each line to `tell`, and returns the last one, the result. */
export async function readLines<Line, Done>(
  body: AsyncIterable<Uint8Array>,
  tell: (line: Line) => void,
): Promise<Done> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line = JSON.parse(text) as Line | LastLine<Done>;
      if (isObject(line) && 'failed' in line) throw new CliFailure(1, String(line.failed));
      if (isObject(line) && 'done' in line) return line.done as Done;
      tell(line as Line);
    }
  }
  throw new CliFailure(3, 'the connection broke in the middle of the answer; run the command again');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
