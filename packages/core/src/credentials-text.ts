import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { parse as parseIni } from 'ini';

/** The text of a credentials file is of none of the forms that are read. It is never quoted. */
export class CredentialsTextError extends Error {}

type Mapping = Record<string, unknown>;

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** INI has a `[section]` or a `key = value`; whatever else has a `key:` is YAML. */
const isIni = (text: string): boolean => /^\s*(\[[^\]]+\]\s*$|[\w.-]+\s*=)/m.test(text);
const isYaml = (text: string): boolean => /^\s*["']?[\w.-]+["']?\s*:(\s|$)/m.test(text);

/** Every scalar as text: an account or a token of digits alone is no number. */
function parseYaml(text: string): unknown {
  try {
    return load(text, { schema: FAILSAFE_SCHEMA });
  } catch {
    throw new CredentialsTextError('is not valid YAML');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CredentialsTextError('is not valid JSON');
  }
}

/**
 * Reads the text of a credentials file in every form that the vendor's tools write or read: INI with a section for each
 * profile (spotctl, Terraform, the Go SDK) or with none (the Ansible module), YAML (the Python SDK), JSON.
 *
 * @returns a mapping of profiles, or of `token` and `account` where there are no profiles
 * @throws CredentialsTextError that says what it is not
 */
export function parseCredentialsText(text: string): Mapping {
  const plain = text.replace(/^\uFEFF/, '');
  const read = (): unknown => {
    if (plain.trimStart().startsWith('{')) return parseJson(plain);
    if (isIni(plain)) return parseIni(plain);
    if (isYaml(plain)) return parseYaml(plain);
    if (/^\s*([#;].*)?$/.test(plain.replaceAll(/^\s*[#;].*$/gm, ''))) return {};
    throw new CredentialsTextError('has neither a [profile] nor "token = …"');
  };
  const document = read();
  if (isMapping(document)) return document;
  throw new CredentialsTextError('has neither profiles nor a token');
}
