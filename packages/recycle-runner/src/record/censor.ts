const hidden = '***';

/** A name whose value is a secret. A path to a file with a secret is not one. */
const isSecretName = (name: string): boolean =>
  /(pass(word|wd|phrase)?|secret|token|(api|access|private)[-_]?key|signature|credentials?)$/i.test(
    name.replace(/['"]/g, ''),
  );

const urlUser = /\b([a-z][a-z\d+.-]*:\/\/)[^\s/?#@]+@/gi;
const queryParameter = /([?&#])([\w.-]+)=([^\s&#"']+)/g;
const assignment = /(["']?[\w.-]+["']?)(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&;,}]+)/g;
const authorization = /\b(bearer|basic)\s+[\w.~+/=-]+/gi;

/**
 * A text without secrets: the given ones, the user part of URLs, authorization headers, and values whose name says that
 * they are secret, as in `token=…`.
 *
 * @param secrets known secrets; those of less than 4 characters are too common to search for
 */
export function censor(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter(({ length }) => length >= 4).toSorted((one, other) => other.length - one.length);
  return known
    .reduce((result, secret) => result.replaceAll(secret, hidden), text)
    .replaceAll(urlUser, `$1${hidden}@`)
    .replaceAll(queryParameter, (all: string, mark: string, name: string) =>
      isSecretName(name) ? `${mark}${name}=${hidden}` : all,
    )
    .replaceAll(authorization, `$1 ${hidden}`)
    .replaceAll(assignment, (all: string, name: string, sign: string) =>
      isSecretName(name) ? `${name}${sign}${hidden}` : all,
    );
}

/** Only the host of a receiver of notifications: the path of a webhook is its secret. */
function censoredReceiver(text: string): string {
  const [, start, host] = /^((?:chat\+)?https?:\/\/)(?:[^/?#]*@)?([^/?#@]+)/i.exec(text) ?? [];
  return start === undefined || host === undefined ? hidden : `${start}${host}/${hidden}`;
}

const isPlain = /^[\w@%+=:,./*-]+$/;
const quote = (argument: string): string =>
  isPlain.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;

/**
 * A command line as it can be pasted into a shell, without secrets. Of a receiver of notifications, only the host stays. The reason of `--override RULE=REASON` stays, whatever
 * the name of the rule.
 */
export function censoredCommand(argv: readonly string[], secrets: readonly string[] = []): string {
  const shown = argv.map((argument, index) => {
    const before = argv[index - 1] ?? '';
    if (before === '--notify') return censoredReceiver(argument);
    if (argument.startsWith('--notify=')) return `--notify=${censoredReceiver(argument.slice('--notify='.length))}`;
    if (/^--[\w-]+$/.test(before) && isSecretName(before)) return hidden;
    const [rule, ...reason] = argument.split('=');
    return before === '--override' && reason.length > 0
      ? `${rule}=${censor(reason.join('='), secrets)}`
      : censor(argument, secrets);
  });
  return shown.map(quote).join(' ');
}
