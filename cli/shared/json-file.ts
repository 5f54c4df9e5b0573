import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseJson } from '../../domain/values/nesting.ts';
import { badInput } from './failure.ts';

/** The JSON in a file, or on standard input for `-`. */
export async function readJsonFile(file: string): Promise<unknown> {
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  try {
    return parseJson(content);
  } catch (error) {
    throw badInput(`${file} is not JSON: ${(error as SyntaxError).message}`, error);
  }
}
