import { load, YAMLException } from 'js-yaml';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { optionsInvalid } from '../options/settle-options.ts';

/**
 * Reads the options from a YAML or JSON file, or from standard input for `-`. There is no option for the values themselves,
 * because they may contain passwords.
 *
 * @throws EsgError `options-invalid`, exit code 2
 */
export async function readOptionsFile(file: string | undefined): Promise<unknown> {
  if (file === undefined) return {};
  const refuse = (problem: string, hint: string) =>
    optionsInvalid(`Cannot read the options from ${file === '-' ? 'standard input' : file}: ${problem}`, hint);
  const source = await readSource(file).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'no such file' : error.message;
    throw refuse(problem, 'Set --config to a readable file, or to - for standard input.');
  });
  try {
    return source.trim() === '' ? {} : load(source);
  } catch (error) {
    throw refuse(describeYamlError(error as Error), 'Write the options as YAML or JSON.');
  }
}

const readSource = async (file: string): Promise<string> =>
  file === '-' ? text(process.stdin) : readFile(file, 'utf8');

/** Only the position, because a YAML error quotes the text around it, which may be a password. */
function describeYamlError(error: Error): string {
  if (!(error instanceof YAMLException)) return error.message;
  const { mark } = error;
  return mark ? `invalid YAML at line ${mark.line + 1}, column ${mark.column + 1}` : 'it is empty';
}
