/**
 * Batches calls: the inputs of one turn of the event loop go to `run` together, at most `atMost` at a time. `run` returns its
 * outputs in order; what it throws is thrown to each caller of that batch.
 */
export function gathered<Input, Output>(
  atMost: number,
  run: (inputs: Input[]) => Promise<Output[]>,
): (input: Input) => Promise<Output> {
  interface Call {
    input: Input;
    done: (output: Output) => void;
    failed: (error: unknown) => void;
  }
  let calls: Call[] = [];

  const runSome = async (some: Call[]) => {
    try {
      const outputs = await run(some.map(({ input }) => input));
      for (const [at, { done }] of some.entries()) done(outputs[at] as Output);
    } catch (error) {
      for (const { failed } of some) failed(error);
    }
  };
  const runAll = () => {
    const all = calls;
    calls = [];
    for (let at = 0; at < all.length; at += atMost) void runSome(all.slice(at, at + atMost));
  };

  return (input) =>
    new Promise((done, failed) => {
      calls.push({ input, done, failed });
      if (calls.length === 1) setImmediate(runAll);
    });
}
