/**
 * Before version 24, Node warns on stderr that `node:sqlite` is experimental. Users cannot act on it, and Ansible shows it
 * as progress. Any other warning is printed as usual. The bundler calls this before everything else in an executable.
 */
export function hideSqliteWarning(target: Pick<NodeJS.Process, 'emitWarning'> = process): void {
  const { emitWarning } = target;
  const filtered = (warning: string | Error, ...rest: unknown[]): void => {
    if (rest[0] === 'ExperimentalWarning' && String(warning).startsWith('SQLite ')) return;
    Reflect.apply(emitWarning, target, [warning, ...rest]);
  };
  target.emitWarning = filtered;
}
