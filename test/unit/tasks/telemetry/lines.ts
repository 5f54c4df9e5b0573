import { vi } from 'vitest';

/** A line of the log, as CloudWatch reads it. */
// biome-ignore lint/suspicious/noExplicitAny: a line is JSON of any form
export type Line = any;

/** The raw log lines written while `run` ran, and the error that it threw. */
export async function linesOf(
  run: () => unknown,
): Promise<{ raw: string[]; lines: Line[]; thrown?: unknown }> {
  const raw: string[] = [];
  const take = (chunk: unknown) => raw.push(String(chunk).replace(/\n$/, '')) > 0;
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(take),
  );
  const ended: { thrown?: unknown } = {};
  try {
    await run();
  } catch (thrown) {
    ended.thrown = thrown;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return { raw, lines: raw.map((text) => JSON.parse(text)), ...ended };
}
