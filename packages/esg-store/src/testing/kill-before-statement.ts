import { DatabaseSync } from 'node:sqlite';

/** Kills this process before a SQL statement, from 1. @returns how many statements there were until now */
export function killBeforeStatement(number: number | undefined): () => number {
  let statements = 0;
  for (const name of ['exec', 'prepare'] as const) {
    const method = Reflect.get(DatabaseSync.prototype, name) as (...all: unknown[]) => unknown;
    const value = function counted(this: DatabaseSync, ...all: unknown[]): unknown {
      statements += 1;
      if (statements === number) process.kill(process.pid, 'SIGKILL');
      return Reflect.apply(method, this, all);
    };
    Object.defineProperty(DatabaseSync.prototype, name, { value });
  }
  return () => statements;
}
