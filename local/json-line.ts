/** JSON on one line with its end, also for readline, which breaks lines at U+2028 and U+2029 too. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value).replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)}\n`;
