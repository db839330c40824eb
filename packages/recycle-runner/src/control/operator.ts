import { hostname, userInfo } from 'node:os';

type Environment = Readonly<Record<string, string | undefined>>;

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container, the user id may have no name.
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}

/** Who runs this process: `alice@laptop`. Behind sudo, the person and not the shared account. */
export const operatorOf = (env: Environment = process.env): string =>
  `${env['SUDO_USER'] || accountName()}@${hostname()}`;
