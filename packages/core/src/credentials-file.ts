import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CredentialsTextError, parseCredentialsText } from './credentials-text.ts';
import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';

/** What a profile of the credentials file can hold. */
export interface Credentials {
  token?: string;
  account?: string;
}

/** The credentials of a profile, and what to report about the file if one of them is missing. */
export interface CredentialsReading extends Credentials {
  /** `~/.spotinst/credentials has no profile [default]; it has [prod]`; undefined without a file. */
  note?: string;
}

/** The path of the file: from the environment, else `~/.spotinst/credentials`. */
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

/** Likely wrong names for `token` and `account`. No other key is reported, because it could be a token itself. */
const misnamed = /^(spot(inst|io)?_?)?(api_?)?(access_?)?(token|account)(_?id)?$/i;

const misnamedIn = (section: unknown): string[] =>
  Object.keys(section ?? {}).filter((key) => misnamed.test(key) && key !== 'token' && key !== 'account');

/** The names of profiles; only plausible ones, because anything else could be a secret. */
const profilesIn = (document: Record<string, unknown>): string[] =>
  Object.entries(document).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && /^[\w.-]{1,64}$/.test(key) ? [`[${key}]`] : [],
  );

/** What is missing in a profile, for people. It contains no value. */
function shortcoming(document: Record<string, unknown>, section: unknown, profile: string): string {
  if (section === undefined) {
    const profiles = profilesIn(document);
    const others = profiles.length > 0 ? `; it has ${profiles.join(', ')}` : '';
    return `has no profile [${profile}], and no token and account outside a profile${others}`;
  }
  const wrong = misnamedIn(section);
  const { token, account } = asCredentials(section);
  const absent = [token === undefined && 'token', account === undefined && 'account'].filter(Boolean).join(' and no ');
  return `has no ${absent || 'more'} in [${profile}]${wrong.length > 0 ? `, but ${wrong.join(', ')}` : ''}`;
}

/**
 * Reads a profile from the text of a credentials file. A missing key is taken from `[default]`, as the vendor's Go SDK
 * does, and then from the keys outside any profile.
 *
 * @returns undefined when the file has no such profile
 * @throws CredentialsTextError
 */
export function parseCredentials(text: string, profile: string): (Credentials & { lacks: string }) | undefined {
  const document = parseCredentialsText(text);
  const isFlat = asText(document['token']) !== undefined || asText(document['account']) !== undefined;
  const loose = isFlat || misnamedIn(document).length > 0 ? document : undefined;
  const section = sectionOf(document, profile) ?? (profile === 'default' ? loose : undefined);
  if (section === undefined && profile !== 'default') return undefined;
  const [own, usual, outside] = [section, document['default'], document].map(asCredentials);
  return {
    token: own!.token ?? usual!.token ?? outside!.token,
    account: own!.account ?? usual!.account ?? outside!.account,
    lacks: shortcoming(document, section, profile),
  };
}

/**
 * Reads a profile of the credentials file; an empty result without a file at the default path.
 *
 * @throws EsgError `credentials-unreadable` for a named file that cannot be read, or one that cannot be parsed;
 *   `profile-unknown` for a profile that the settings name and the file does not have
 */
export function readCredentials(
  env: Record<string, string | undefined>,
  { profile, isExplicit }: { profile: string; isExplicit: boolean },
): CredentialsReading {
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
  let credentials: ReturnType<typeof parseCredentials>;
  try {
    credentials = parseCredentials(text, profile);
  } catch (error) {
    if (!(error instanceof CredentialsTextError)) throw error;
    throw fail(
      'credentials-unreadable',
      `The credentials file ${path}${error.place} ${error.message}`,
      'Write it as INI: a [default] section with "token = …" and "account = …". YAML and JSON also work.',
    );
  }
  if (credentials) {
    const { token, account, lacks } = credentials;
    return { token, account, note: `the credentials file ${path} ${lacks}` };
  }
  throw fail(
    'profile-unknown',
    `The credentials file ${path} has no profile [${profile}]`,
    'Correct spotinst_profile (SPOTINST_PROFILE), or add the section to the file.',
  );
}
