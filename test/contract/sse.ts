export interface SentEvent {
  event?: string;
  id?: string;
  data?: string;
  retry?: string;
  /** A comment line. */
  comment?: string;
}

/** Reads server-sent events one after another. */
export class SentEvents {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #text = new TextDecoder();
  #rest = '';

  constructor(response: Response) {
    if (response.body === null) throw new Error('no stream');
    this.#reader = response.body.getReader();
  }

  /** The next event or comment. */
  async next(): Promise<SentEvent> {
    while (!this.#rest.includes('\n\n')) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error('the stream has ended');
      this.#rest += this.#text.decode(value, { stream: true });
    }
    const end = this.#rest.indexOf('\n\n');
    const lines = this.#rest.slice(0, end).split('\n');
    this.#rest = this.#rest.slice(end + 2);
    return Object.fromEntries(lines.map(field));
  }

  /** The data of the next event with this name; earlier ones are skipped. */
  async nextNamed(name: string): Promise<Record<string, unknown>> {
    for (;;) {
      const { event, data } = await this.next();
      if (event === name) return JSON.parse(data ?? '');
    }
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}

function field(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [colon === 0 ? 'comment' : line.slice(0, colon), line.slice(colon + 1).trim()];
}
