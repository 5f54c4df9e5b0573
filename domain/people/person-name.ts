import unhomoglyph from 'unhomoglyph';
import * as z from 'zod';

/** A name as it is kept, or what is wrong with it. */
export type ReadName = { name: string } | { problem: string };

const LONGEST = 200;
/** No zero-width, direction or control characters, and none of the blanks that are letters by their category. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{C}]/u;
const OTHER = /[^\p{L}\p{M}\p{Nd} .'@_+-]/u;
/** More marks on one letter than any writing has hide what is under them. */
const STACKED = /\p{M}{3}/u;

/** Scripts that are written together; every other one stands for itself. */
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
  if (invisible !== undefined) return { problem: `holds an invisible character, ${codeOf(invisible)}` };
  const other = OTHER.exec(name)?.[0];
  if (other !== undefined)
    return { problem: `holds ${codeOf(other)}: only letters, digits, blanks and . ' @ _ + - are taken` };
  if (STACKED.test(name)) return { problem: 'holds a letter under three marks or more' };
  const mixed = name
    .split(/[^\p{L}\p{M}]+/u)
    .find((word) => ![...ALONE, ...TOGETHER].some((each) => each.test(word)));
  if (mixed !== undefined) return { problem: `mixes scripts in one word, ${JSON.stringify(mixed)}` };
  return { name };
}

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A person's name, as `readName` takes it. */
export const PersonName = z.string().transform((text, context) => {
  const read = readName(text);
  if ('name' in read) return read.name;
  context.addIssue({ code: 'custom', message: read.problem });
  return z.NEVER;
});

/**
 * The same for names that can't be told apart at a glance: capitals, blanks, and what Unicode's list of confusables (UTS 39) has
 * for letters that are drawn alike do not count.
 */
export function lookOf(name: string): string {
  const plain = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Default_Ignorable_Code_Point}\p{C}\s]/gu, '');
  // A capital I is drawn as an l is.
  return unhomoglyph(plain.normalize('NFKC')).toLowerCase().replaceAll('i', 'l');
}
