import { toProblem } from './problem.ts';

/** The last line of every stream: `done` with the result, or `failed` with the reason. */
export type LastLine<Done> = { done: Done } | { failed: string };

/** Answers with one JSON object a line, streamed. A client that disconnects ends the work: the generator returns. */
export function ndjson<Line extends object, Done>(lines: AsyncGenerator<Line, Done>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const send = (line: object) => controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      try {
        const { done, value } = await lines.next();
        send(done ? { done: value } : (value as Line));
        if (done) controller.close();
      } catch (error) {
        send({ failed: toProblem(error as Error).message });
        controller.close();
      }
    },
    cancel: async () => void (await lines.return(undefined as Done)),
  });
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
}
