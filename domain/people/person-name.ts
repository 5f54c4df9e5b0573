import unhomoglyph from 'unhomoglyph';
import * as z from 'zod';

/** A normalized name, or what is wrong with it. */
export type ReadName = { name: string } | { problem: string };

const LONGEST = 200;
/** Zero-width, direction and control characters, and blanks that count as letters. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{C}]/u;
const OTHER = /[^\p{L}\p{M}\p{Nd} .'@_+-]/u;
/** More than two marks on one letter hide the letter; no writing needs them. */
const STACKED = /\p{M}{3}/u;

/** Groups of scripts that may be mixed in one word; every other script stands alone. */
const TOGETHER: readonly RegExp[] = [
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Common}\p{Script=Inherited}]*$/u,
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Common}\p{Script=Inherited}]*$/u,
  /^[\p{Script=Han}\p{Script=Bopomofo}\p{Script=Common}\p{Script=Inherited}]*$/u,
];
const ALONE: readonly RegExp[] = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Georgian',
  'Hebrew',
  'Arabic',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Ethiopic',
].map((script) => new RegExp(`^[\\p{Script=${script}}\\p{Script=Common}\\p{Script=Inherited}]*$`, 'u'));

/**
 * Reads a person's name: NFKC, trimmed, single blanks. Refuses characters that are invisible or make names look alike:
 * anything except letters, digits, blanks and `. ' @ _ + -`; three or more marks on a letter; two scripts in one word.
 */
export function readName(text: string): ReadName {
  const name = text.normalize('NFKC').trim().replace(/ +/g, ' ');
  if (name === '' || name.length > LONGEST) return { problem: `must be 1 to ${LONGEST} characters long` };
  const invisible = INVISIBLE.exec(name)?.[0];
  if (invisible !== undefined) return { problem: `contains an invisible character, ${codeOf(invisible)}` };
  const other = OTHER.exec(name)?.[0];
  if (other !== undefined)
    return { problem: `contains ${codeOf(other)}: only letters, digits, blanks and . ' @ _ + - are allowed` };
  if (STACKED.test(name)) return { problem: 'contains a letter with three or more marks' };
  const mixed = name
    .split(/[^\p{L}\p{M}]+/u)
    .find((word) => ![...ALONE, ...TOGETHER].some((each) => each.test(word)));
  if (mixed !== undefined) return { problem: `mixes scripts in one word, ${JSON.stringify(mixed)}` };
  return { name };
}

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A person's name, validated and normalized by `readName`. */
export const PersonName = z.string().transform((text, context) => {
  const read = readName(text);
  if ('name' in read) return read.name;
  context.addIssue({ code: 'custom', message: read.problem });
  return z.NEVER;
});

/**
 * A text that is equal for names that look alike. Ignores capitals and blanks, and maps letters by Unicode's list of
 * confusables (UTS 39).
 */
export function lookOf(name: string): string {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Default_Ignorable_Code_Point}\p{C}\s]/gu, '');
  // A capital I looks like a small l.
  return unhomoglyph(plain.normalize('NFKC')).toLowerCase().replaceAll('i', 'l');
}
