/** Output and input of a command. Machine output goes to `out`; everything else to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** `err` is a terminal: progress may be drawn there. */
  watched: boolean;
  /** Asks for a line of input; undefined without a terminal. */
  ask?: ((question: string) => Promise<string>) | undefined;
  env: Record<string, string | undefined>;
  /** From here on the first Ctrl-C aborts this signal, and the second ends the process. */
  onInterrupt(): AbortSignal;
}
