import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import { parse as parseIni } from 'ini';
import { yamlError } from './yaml-error.ts';

/** The text of a credentials file has none of the supported formats. The message never quotes the text. */
export class CredentialsTextError extends Error {
  /** `:3:2`, line and column; empty where the place is not known. */
  readonly place: string;

  constructor(message: string, place = '') {
    super(message);
    this.place = place;
  }
}

type Mapping = Record<string, unknown>;

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** INI has a `[section]` or a `key = value`. Any other text with a `key:` is YAML. */
const isIni = (text: string): boolean => /^\s*(\[[^\]]+\]\s*$|[\w.-]+\s*=)/m.test(text);
const isYaml = (text: string): boolean => /^\s*["']?[\w.-]+["']?\s*:(\s|$)/m.test(text);

/** Reads every scalar as text: an account or a token of digits is not a number. */
function parseYaml(text: string): unknown {
  try {
    return load(text, { schema: FAILSAFE_SCHEMA });
  } catch (error) {
    const { place, problem } = yamlError(error, text);
    throw new CredentialsTextError(`is not valid YAML: ${problem}`, place);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const [, line, column] = /line (\d+) column (\d+)/.exec((error as Error).message) ?? [];
    throw new CredentialsTextError('is not valid JSON', line && `:${line}:${column}`);
  }
}

/**
 * Reads the text of a credentials file in every format of the vendor's tools: INI with a section for each
 * profile (spotctl, Terraform, the Go SDK) or with none (the Ansible module), YAML (the Python SDK), JSON.
 *
 * @returns a mapping of profiles, or of `token` and `account` where there are no profiles
 * @throws CredentialsTextError that names the format and what is wrong
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
