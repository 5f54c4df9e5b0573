/** Where a command writes, and who is there. Machine output goes to `out`; everything else to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** A person watches `err`: progress may be drawn there. */
  watched: boolean;
  /** Asks the person who is there for a line; undefined where nobody is. */
  ask?: ((question: string) => Promise<string>) | undefined;
  env: Record<string, string | undefined>;
  /** From here on the first Ctrl-C aborts this signal, and the second ends the process. */
  onInterrupt(): AbortSignal;
}
