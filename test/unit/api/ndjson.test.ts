import { describe, expect, it } from 'vitest';
import { ndjson } from '../../../api/ndjson.ts';

async function* counting(to: number, end?: () => void): AsyncGenerator<{ at: number }, { counted: number }> {
  try {
    for (let at = 1; at <= to; at += 1) yield { at };
    return { counted: to };
  } finally {
    end?.();
  }
}

const linesOf = async (response: Response) =>
  (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('an answer of many lines', () => {
  it('ends with what came of it', async () => {
    const response = ndjson(counting(2));
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(await linesOf(response)).toEqual([{ at: 1 }, { at: 2 }, { done: { counted: 2 } }]);
  });

  it('that breaks off says so in its last line, and keeps what came before', async () => {
    const breaking = async function* () {
      yield* counting(1);
      throw new Error('the table is gone');
    };
    const lines = await linesOf(ndjson(breaking()));
    expect(lines).toEqual([{ at: 1 }, { failed: expect.any(String) }]);
  });

  it('is worked on only as far as it is read, and ended when the reader hangs up', async () => {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const reader = ndjson(counting(Number.POSITIVE_INFINITY, resolve)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await ended;
  });
});
