import { EsgError, ExitCode } from '@esg-recycler/core';
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isBusy, isCorrupt, openSqliteFile, sqliteCodeOf } from './sqlite-file.ts';

/** Incremented with every change of the tables; stored in the file as `user_version`. */
const schemaVersion = 2;

const schema = `
  CREATE TABLE records (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (namespace, key)
  ) STRICT, WITHOUT ROWID;
`;

/** Version 1 had leases in a table of their own, and the last fencing number in another. */
const fromVersion1 = `
  INSERT INTO records SELECT 'leases', number, json_object(
    'groups', json(groups), 'owner', json(owner), 'number', number,
    'acquiredAt', acquired_at, 'expiresAt', expires_at, 'ttlMs', ttl_ms
  ) FROM leases;
  INSERT INTO records SELECT 'lease-number', 'last', max(number) FROM fence;
  DROP TABLE leases;
  DROP TABLE fence;
`; // cspell:ignore fence

/** The file of leases, intents, journals and ledgers. Every access is one short, synchronous step. */
export interface StateFile {
  /** Runs one statement that reads. */
  read<T>(work: (db: DatabaseSync) => T): T;
  /** Runs one transaction with the exclusive right to write. An error rolls it back. */
  write<T>(work: (db: DatabaseSync) => T): T;
  close(): void;
}

const chooseAnother =
  'choose another one with ESG_STATE_DIR, or with store: sqlite:///FILE in the config file (ESG_STORE_URL)';

/** Turns failures of the file into errors that a user can act on. Any other error is a bug and stays unchanged. */
function accessFailure(path: string, cause: unknown): unknown {
  if (sqliteCodeOf(cause) === undefined) return cause;
  if (isBusy(cause)) {
    return new EsgError(`store: ${path} is locked by another process`, {
      code: 'store-busy',
      exitCode: ExitCode.failed,
      hint: 'Try again. If the file stays locked, find the process that has it open (for example with lsof) and end it.',
      cause,
    });
  }
  if (isCorrupt(cause)) {
    return new EsgError(`store: ${path} is damaged or not a SQLite file: ${(cause as Error).message}`, {
      code: 'store-corrupt',
      exitCode: ExitCode.usage,
      hint: `Move the file away together with ${path}-wal and ${path}-shm, or ${chooseAnother}.`,
      cause,
    });
  }
  return new EsgError(`store: ${path} failed: ${(cause as Error).message}`, {
    code: 'store-failed',
    exitCode: ExitCode.failed,
    hint: 'Check the disk and its free space. Then run the same command again.',
    cause,
  });
}

function openFailure(path: string, cause: unknown): unknown {
  if (cause instanceof EsgError) return cause;
  if (isBusy(cause) || isCorrupt(cause)) return accessFailure(path, cause);
  return new EsgError(`store: ${path} cannot be written: ${(cause as Error).message}`, {
    code: 'store-unwritable',
    exitCode: ExitCode.usage,
    hint: `Make the folder of the file writable, or ${chooseAnother}.`,
    cause,
  });
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function migrate(db: DatabaseSync, path: string): void {
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (found > schemaVersion) {
    throw new EsgError(
      `store: ${path} was written by a newer version (format ${found}; this version supports ${schemaVersion})`,
      {
        code: 'store-newer',
        exitCode: ExitCode.usage,
        hint: `Use the newer version, or ${chooseAnother}.`,
      },
    );
  }
  if (found === 0) db.exec(schema);
  if (found === 1) db.exec(fromVersion1);
  db.exec(`PRAGMA user_version = ${schemaVersion}`);
}

/** SQLite continues in a file that was deleted. Other processes would then not see the lease or the intent. */
function requireSameFile(path: string): () => void {
  const opened = statSync(path);
  return () => {
    const current = statSync(path, { throwIfNoEntry: false });
    if (current?.ino === opened.ino && current.dev === opened.dev) return;
    throw new EsgError(`store: ${path} was deleted or replaced while it was in use`, {
      code: 'store-lost',
      exitCode: ExitCode.failed,
      hint: 'Run the same command again: it reads Spot and continues from there.',
    });
  };
}

/**
 * Opens the state file. Creates missing folder, file and tables.
 *
 * @throws EsgError `store-unwritable`, `store-corrupt`, `store-newer` (exit code 2), `store-busy` (1); later accesses
 * also `store-lost`, `store-failed` (1)
 */
export async function openStateFile(path: string): Promise<StateFile> {
  let db: DatabaseSync | undefined;
  try {
    db = await openSqliteFile(path, 'FULL');
    const connection = db;
    transaction(connection, () => migrate(connection, path));
    return stateFile(connection, path);
  } catch (error) {
    db?.close();
    throw openFailure(path, error);
  }
}

function stateFile(db: DatabaseSync, path: string): StateFile {
  const checkFile = requireSameFile(path);
  const access = <T>(work: () => T): T => {
    try {
      checkFile();
      return work();
    } catch (error) {
      throw accessFailure(path, error);
    }
  };
  return {
    read: (work) => access(() => work(db)),
    write: (work) => access(() => transaction(db, () => work(db))),
    close: () => db.close(),
  };
}
