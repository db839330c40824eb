import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'ini';
import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';

/** What a profile of the credentials file may hold. */
export interface Credentials {
  token?: string;
  account?: string;
}

/** Where the file is looked for: the environment's path, else `~/.spotinst/credentials`. */
export const credentialsPath = (env: Record<string, string | undefined>): { path: string; named: boolean } => {
  const named = env['SPOTINST_CREDENTIALS_FILE'] || env['SPOTINST_SHARED_CREDENTIALS_FILE'];
  return named
    ? { path: named, named: true }
    : { path: join(env['HOME'] || homedir(), '.spotinst', 'credentials'), named: false };
};

const asText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const asCredentials = (section: unknown): Credentials => {
  const { token, account } = (section ?? {}) as Record<string, unknown>;
  return { token: asText(token), account: asText(account) };
};

/** `ini` nests a section whose name holds dots. */
const sectionOf = (document: Record<string, unknown>, profile: string): unknown =>
  document[profile] ??
  profile.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);

/**
 * Reads a profile out of the text of a credentials file: INI as spotctl and Terraform use it, or one JSON object.
 * A profile is completed, key by key, from `[default]`, as the vendor's Go SDK does.
 *
 * @returns undefined when the file has no such profile
 */
export function parseCredentials(text: string, profile: string): Credentials | undefined {
  const isJson = text.trimStart().startsWith('{');
  const document = (isJson ? JSON.parse(text) : parse(text)) as Record<string, unknown>;
  const flat = isJson && typeof document['token'] === 'string';
  const fallback = asCredentials(flat ? document : document['default']);
  const section = flat && profile === 'default' ? document : sectionOf(document, profile);
  if (section === undefined) return profile === 'default' ? fallback : undefined;
  const own = asCredentials(section);
  return { token: own.token ?? fallback.token, account: own.account ?? fallback.account };
}

/**
 * Reads a profile of the credentials file; an empty answer where there is no file at the usual place.
 *
 * @throws EsgError `credentials-unreadable` for a named file that cannot be read, or one that cannot be parsed;
 *   `profile-unknown` for a profile that somebody asked for and that is not there
 */
export function readCredentials(
  env: Record<string, string | undefined>,
  { profile, isExplicit }: { profile: string; isExplicit: boolean },
): Credentials {
  const { path, named } = credentialsPath(env);
  const fail = (code: string, message: string, hint: string, cause?: unknown) =>
    new EsgError(message, { code, exitCode: ExitCode.usage, hint, cause });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !named && !isExplicit) return {};
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw fail(
      'credentials-unreadable',
      `The credentials file ${path} cannot be read: ${reason}`,
      'Correct SPOTINST_CREDENTIALS_FILE, or create the file with a [default] section of token and account.',
      error,
    );
  }
  let credentials: Credentials | undefined;
  try {
    credentials = parseCredentials(text, profile);
  } catch {
    throw fail(
      'credentials-unreadable',
      `The credentials file ${path} is neither INI nor JSON`,
      'Write it as INI: a [default] section with token and account.',
    );
  }
  if (credentials) return credentials;
  if (!isExplicit) return {};
  throw fail(
    'profile-unknown',
    `The credentials file ${path} has no profile [${profile}]`,
    'Correct spotinst_profile (SPOTINST_PROFILE), or add the section.',
  );
}
