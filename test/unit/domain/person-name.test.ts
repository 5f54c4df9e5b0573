import { describe, expect, it } from 'vitest';
import { lookOf, readName } from '../../../domain/people/person-name.ts';

describe("a person's name", () => {
  it.each([
    ['ann', 'ann'],
    [' Ann  Lee ', 'Ann Lee'],
    ['ｐａｔ', 'pat'],
    ["O'Neil-Smith", "O'Neil-Smith"],
    ['ann.lee+shop@example.com', 'ann.lee+shop@example.com'],
    ['Łukasz Żak', 'Łukasz Żak'],
    ['Zoe\u0301', 'Zoé'],
    ['Анна Петрова', 'Анна Петрова'],
    ['山田太郎', '山田太郎'],
    ['さくら子', 'さくら子'],
    ['김철수', '김철수'],
    ['Ann 山田', 'Ann 山田'],
  ])('such as %j is kept as %j', (text, name) => {
    expect(readName(text)).toEqual({ name });
  });

  it.each([
    ['nothing', '', 'characters long'],
    ['blanks', '   ', 'characters long'],
    ['a novel', 'a'.repeat(201), 'characters long'],
    ['a zero-width space', 'ann\u200b', 'invisible character, U+200B'],
    ['a zero-width joiner', 'an\u200dn', 'invisible'],
    ['a word joiner', 'ann\u2060', 'invisible'],
    ['a soft hyphen', 'an\u00adn', 'invisible'],
    ['a turn of direction', 'a\u202enn', 'invisible'],
    ['a grapheme joiner', 'ann\u034f', 'invisible'],
    ['a variation selector', 'ann\ufe0f', 'invisible'],
    ['a blank that is a letter', 'ann\u3164', 'invisible'],
    ['a tag', 'ann\u{e0041}', 'invisible'],
    ['a line break', 'ann\nben', 'invisible'],
    ['a Cyrillic a', 'аnn', 'mixes scripts'],
    ['a Greek o', 'bοb', 'mixes scripts'],
    ['a stack of marks', 'a\u0316\u0317\u0318\u0319nn', 'three or more marks'],
    ['markup', 'ann<b>', 'U+003C'],
    ['a picture', 'ann😀', 'U+1F600'],
  ])('with %s is refused', (_, text, problem) => {
    expect(readName(text)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe('the look of a name', () => {
  it.each([
    ['capitals', 'ann', 'ANN'],
    ['blanks', 'ann lee', ' annlee '],
    ['a zero-width space', 'ann', 'ann\u200b'],
    ['another script', 'сора', 'copa'],
    ['digits', 'user0l', 'userO1'],
    ['two letters that look like one', 'barn', 'bam'],
  ])('is the same but for %s', (_, one, other) => {
    expect(lookOf(one)).toBe(lookOf(other));
  });

  it('is another for another person', () => {
    const names = ['ann', 'ben', 'cleo', 'dana', 'eva', 'finn', 'pat', 'vic', 'Ångström', 'Angstrom'];

    expect(new Set(names.map(lookOf)).size).toBe(names.length);
  });
});
