import { EsgError, ExitCode, formatDuration, parseDuration, parseTime } from '@esg-recycler/core';
import type { LedgerOverride } from '@esg-recycler/esg-store';
import { readOverride } from '@esg-recycler/instance-roller';
import type { ClusterSelection } from '@esg-recycler/spotinst-stateful';

/** What the command line says, for every command. */
export interface ClusterArguments {
  esg?: string[];
  cluster?: string;
  config?: string;
  timeout: string;
  pollInterval: string;
  json?: boolean;
}

/** The same, read and checked; durations in milliseconds. */
export interface ClusterOptions {
  selection: ClusterSelection;
  config?: string;
  timeoutMs: number;
  pollIntervalMs: number;
}

/** What it says for `run` and `plan` alike. */
export interface RollArguments extends ClusterArguments {
  since?: string;
  limit?: string[];
  replaceRoot?: boolean;
  override?: string[];
  lockTtl: string;
}

export interface RollOptions extends ClusterOptions {
  /** Milliseconds since the epoch. */
  since?: number;
  limit: string[];
  /** Whether root volumes are given up where a group persists them. */
  replaceRoot: boolean;
  /** Rules of the cluster's gate that can never hold, and why that is acceptable. */
  overrides: LedgerOverride[];
  lockTtlMs: number;
}

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

function selectionOf({ esg, cluster }: ClusterArguments): ClusterSelection {
  if (cluster !== undefined && esg === undefined) return { cluster };
  if (cluster === undefined && esg !== undefined) return { esg };
  throw usage(
    'selection-invalid',
    cluster === undefined ? 'Nothing says which group it is about' : '--esg and --cluster exclude each other',
    'Name groups of one cluster with --esg ID|NAME, or a whole cluster with --cluster NAME.',
  );
}

function configOf(path: string | undefined): string | undefined {
  if (path !== '-') return path;
  throw usage(
    'config-unreadable',
    '--config: a roll cannot read its settings from standard input, for Ansible has to read them as well',
    'Write them into a file that ends in spotinst_esg.yml and name that.',
  );
}

function positive(text: string, name: string): number {
  const ms = parseDuration(text, name);
  if (ms > 0) return ms;
  throw usage('duration-invalid', `${name} must be longer than nothing`, 'Leave it out for the default.');
}

/** @throws EsgError exit code 2: `selection-invalid`, `duration-invalid` */
export const readClusterOptions = (given: ClusterArguments): ClusterOptions => ({
  selection: selectionOf(given),
  config: given.config,
  timeoutMs: positive(given.timeout, '--timeout'),
  pollIntervalMs: positive(given.pollInterval, '--poll-interval'),
});

/** @throws EsgError exit code 2: `selection-invalid`, `config-unreadable`, `since-invalid`, `duration-invalid`, `override-invalid` */
export const readOptions = (given: RollArguments): RollOptions => ({
  ...readClusterOptions(given),
  config: configOf(given.config),
  since: parseTime(given.since, '--since'),
  limit: given.limit ?? [],
  replaceRoot: given.replaceRoot ?? false,
  overrides: (given.override ?? []).map(readOverride),
  lockTtlMs: positive(given.lockTtl, '--lock-ttl'),
});

/**
 * A request is sent only while the lease outlasts it, and a lease is renewed every quarter of its time.
 *
 * @throws EsgError `lock-ttl-short`, exit code 2
 */
export function checkLockTtl({ lockTtlMs }: RollOptions, requestTimeoutMs: number): void {
  if (lockTtlMs >= 2 * requestTimeoutMs) return;
  throw usage(
    'lock-ttl-short',
    `--lock-ttl ${formatDuration(lockTtlMs)} is shorter than two requests may take, of ${formatDuration(requestTimeoutMs)} each (spotinst_timeout)`,
    `Make it ${formatDuration(2 * requestTimeoutMs)} or longer, or leave it out for 2m.`,
  );
}
