/** Why a cell is invalid, as part of the error message. */
export type Complaint = string;

/**
 * A cell as a number: plain decimals, with a decimal comma if set. Otherwise a reason. Number() alone would also accept ''
 * and 0x10.
 */
export function numberCell(text: string, decimalComma: boolean): number | Complaint {
  const plain = decimalComma ? text.replace(',', '.') : text;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return Number(plain);
  if (text === '') return 'is empty';
  if (/\p{Sc}|\b[A-Z]{3}\b/u.test(text)) return `"${shown(text)}" has a currency in it; write 12.50`;
  if (/^[+-]?\d+,\d+$/.test(text)) return `"${shown(text)}" has a comma; write 12.50, or use --decimal-comma`;
  if (/^[+-]?[\d., ']+$/.test(text)) return `"${shown(text)}" has separators of thousands; write 1234.50`;
  return `"${shown(text)}" is not a number`;
}

const YES = new Set(['1', 'true', 't', 'yes', 'y']);
const NO = new Set(['', '0', 'false', 'f', 'no', 'n', 'none', 'na', 'nan', 'null', '-']);

/** A promotion cell as 0 or 1: yes or no in the usual spellings, or a number such as a discount. */
export function flagCell(text: string): number | Complaint {
  const lower = text.toLowerCase();
  if (YES.has(lower)) return 1;
  if (NO.has(lower)) return 0;
  const value = numberCell(text, false);
  if (typeof value === 'number' && value >= 0) return value > 0 ? 1 : 0;
  return `"${shown(text)}" is neither yes nor no (1, 0, true, false, yes, no, or a number)`;
}

export const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
