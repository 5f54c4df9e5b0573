/** Foreign text, safe to print: control characters, which could control the terminal, are escaped. */
export const plain = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (character) =>
    character === '\t' ? ' ' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** At most `length` characters of the text, in one line. */
export function short(text: string, length: number): string {
  const line = plain(text.replace(/\s*\n\s*/g, ' '));
  return line.length <= length ? line : `${line.slice(0, Math.max(0, length - 1))}…`;
}
