import { toProblem } from './problem.ts';

/** How every stream of lines ends: `done` with what came of it, or `failed` with why it broke off. */
export type LastLine<Done> = { done: Done } | { failed: string };

/**
 * Answers with one JSON object a line, each sent when it is there. Whoever hangs up ends the work: the generator is told
 * to return.
 */
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
