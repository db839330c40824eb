import { EsgError, ExitCode } from '@esg-recycler/core';
import { load, YAMLException } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Kind } from './kind.ts';

const invalid = (message: string, hint: string) =>
  new EsgError(message, { code: 'options-invalid', exitCode: ExitCode.usage, hint });

/**
 * The options of a kind, from a YAML or JSON file or, as `-`, from standard input; they may hold passwords, which have
 * no place in an argument list.
 *
 * @throws EsgError `options-invalid`, exit code 2
 */
export async function readOptions(kind: Kind, file: string | undefined): Promise<unknown> {
  const parsed = kind.options.safeParse(file === undefined ? {} : await readDocument(file));
  if (parsed.success) return parsed.data;
  throw invalid(
    `The options of ${kind.name} are not right: ${z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' ')}`,
    'docs/gates.md lists them.',
  );
}

async function readDocument(file: string): Promise<unknown> {
  try {
    const source = file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8');
    return source.trim() === '' ? {} : (load(source) ?? {});
  } catch (error) {
    const from = file === '-' ? 'standard input' : file;
    throw invalid(`The options cannot be read from ${from}: ${whatIsWrong(error)}`, 'Give them as YAML or JSON.');
  }
}

/** A YAML error quotes the text around the fault, which may be a password. */
function whatIsWrong(error: unknown): string {
  if (!(error instanceof YAMLException)) return (error as Error).message;
  const { mark } = error;
  return mark ? `line ${mark.line + 1}, column ${mark.column + 1} is no YAML` : 'it holds nothing';
}
