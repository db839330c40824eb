import { YAMLException } from 'js-yaml';

/** Why a text is not YAML, for people. */
export interface YamlError {
  /** `:3:2`, line and column, to put behind the name of the file; empty where the place is not known. */
  place: string;
  /** What is wrong, as a clause that follows a colon. */
  problem: string;
  /** The line where the parser stopped, with `…` for every value; undefined at the end of the text. */
  line?: string;
}

/** The parser's reasons and what to check. Its own message quotes the text, which may hold a secret. */
const problems: readonly (readonly [RegExp, string])[] = [
  [/deficient indentation|^unexpected end/, 'a quote or a bracket that was opened before this line is not closed'],
  [/block mapping entry|implicit key|after a mapping key/, 'a colon is missing on this line or on the line before'],
  [/tab characters/, 'the line is indented with a tab; use spaces'],
  [/duplicated mapping key/, 'the same key is set twice'],
  [/complex keys/, 'a value that starts with {{ needs quotes'],
  [/bad indentation/, 'the indentation is wrong, or a value with a special character (such as ": ") needs quotes'],
  [/alias|anchor/, 'a value that starts with * or & needs quotes'],
  [/whitespace character/, 'a space is missing after a colon'],
  [/comma|flow collection|node content/, 'a comma or a bracket is missing or superfluous'],
  [/escape sequence|hexadecimal/, 'a backslash in double quotes starts an unknown escape; use single quotes'],
  [/single document/, 'the file holds more than one document; remove the line "---"'],
  [/document separator/, 'list items ("- item") and keys ("key: value") are mixed on the same level'],
  [/non-printable|valid JSON character/, 'the text contains a control character'],
  [/\btag\b/, 'a value has a tag (!name) that is not supported'],
];

/** Keeps the key, the indentation and the punctuation of a line: they are what can be wrong, and no secret. */
function withoutValues(line: string): string {
  const key = /^[\s-]*["']?[\w.-]{1,64}["']?\s*:(?=\s|$)/.exec(line)?.[0] ?? '';
  return (key + line.slice(key.length).replaceAll(/[^\s"'[\]{},:#&*!|>%@`-]+/g, '…')).trimEnd();
}

/** Describes what the YAML parser threw for a text. No value of the text is part of it. */
export function yamlError(error: unknown, text: string): YamlError {
  if (!(error instanceof YAMLException)) return { place: '', problem: 'it cannot be parsed' };
  const { reason, mark } = error;
  const problem = problems.find(([pattern]) => pattern.test(reason))?.[1] ?? 'the syntax is wrong';
  if (!mark) return { place: '', problem };
  const line = withoutValues(text.split(/\r\n|\r|\n/)[mark.line] ?? '');
  return { place: `:${mark.line + 1}:${mark.column + 1}`, problem, ...(line !== '' && { line }) };
}
