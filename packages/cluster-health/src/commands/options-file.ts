import { load, YAMLException } from 'js-yaml';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { optionsInvalid } from '../options/settle-options.ts';

/**
 * The options in a YAML or JSON file or, as `-`, from standard input; they may hold passwords, which have no place in
 * an argument list.
 *
 * @throws EsgError `options-invalid`, exit code 2
 */
export async function readOptionsFile(file: string | undefined): Promise<unknown> {
  if (file === undefined) return {};
  const refuse = (problem: string, hint: string) =>
    optionsInvalid(`The options cannot be read from ${file === '-' ? 'standard input' : file}: ${problem}`, hint);
  const source = await readSource(file).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw refuse(problem, 'Name a file in --config that can be read, or - for standard input.');
  });
  try {
    return source.trim() === '' ? {} : load(source);
  } catch (error) {
    throw refuse(whatIsWrong(error as Error), 'Give them as YAML or JSON.');
  }
}

const readSource = async (file: string): Promise<string> =>
  file === '-' ? text(process.stdin) : readFile(file, 'utf8');

/** A YAML error quotes the text around the fault, which may be a password. */
function whatIsWrong(error: Error): string {
  if (!(error instanceof YAMLException)) return error.message;
  const { mark } = error;
  return mark ? `line ${mark.line + 1}, column ${mark.column + 1} is no YAML` : 'it holds nothing';
}
