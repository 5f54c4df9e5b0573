const LINE_BREAK = 10;

/**
 * The lines of a file with their line breaks, so that every byte is checked. A line that is not UTF-8 contains the
 * replacement character and is no valid JSON.
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
