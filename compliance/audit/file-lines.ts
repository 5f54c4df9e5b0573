const LINE_BREAK = 10;

/**
 * The lines of a file, each with its line break, so that no byte goes unseen. A line that is no UTF-8 is told as the sign for
 * that, which is no JSON.
 */
export async function* linesOfBytes(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = rest.indexOf(LINE_BREAK); at !== -1; at = rest.indexOf(LINE_BREAK, from)) {
      yield textOf(rest.subarray(from, at + 1));
      from = at + 1;
    }
    rest = rest.subarray(from);
  }
  if (rest.length > 0) yield textOf(rest);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '\uFFFD';
  }
}
