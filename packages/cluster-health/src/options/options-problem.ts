import { didYouMean } from '@esg-recycler/core';
import { z } from 'zod';

type Path = readonly PropertyKey[];

/** Describes one problem of the options with the keys of their file. Values are left out, because they may be passwords. */
export function describeProblem(issue: z.core.$ZodIssue, document: unknown, options: z.ZodType): string {
  const { path } = issue;
  const at = z.core.toDotPath(path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(options, path);
    return issue.keys.map((key) => describeUnknown(key, at, known)).join('; ');
  }
  if (issue.code === 'invalid_type' && valueAt(document, path) === undefined) return `${at} is required`;
  return at ? `${issue.message}, at ${at}` : issue.message;
}

function describeUnknown(key: string, at: string, known: readonly string[]): string {
  const instead = didYouMean(key, known) || (at && ` Valid options: ${known.join(', ')}.`);
  return `unknown option ${at && `${at}.`}${key}${instead && `.${instead}`}`;
}

const valueAt = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], document);

/** Unwraps defaults, optionals and transforms. */
function bare(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return bare(schema.unwrap());
  return schema instanceof z.ZodPipe ? bare(schema.in) : schema;
}

/** The valid keys of an object in the options. */
export function keysAt(options: unknown, [key, ...rest]: Path = []): string[] {
  const schema = bare(options);
  if (!(schema instanceof z.ZodObject)) return [];
  return key === undefined
    ? Object.keys(schema.shape)
    : keysAt((schema.shape as Record<PropertyKey, unknown>)[key], rest);
}
