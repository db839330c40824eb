import { commandOf, EsgError, ExitCode, formatDuration, parseTime } from '@esg-recycler/core';
import type { LedgerOverride } from '@esg-recycler/esg-store';
import { type CanaryOptions, readCanary } from './canary-option.ts';
import { readImage } from './image-option.ts';
import { positiveDuration } from './option-values.ts';
import { readOverride } from '@esg-recycler/instance-roller';
import { type ControlArguments, type ControlOptions, readControlOptions } from '../control/control-options.ts';
import type { ClusterSelection } from '@esg-recycler/spotinst-stateful';

/** The options of every command, as text. */
export interface ClusterArguments {
  esg?: string[];
  cluster?: string;
  config?: string;
  timeout: string;
  pollInterval: string;
  json?: boolean;
}

/** The options of every command, parsed; durations in milliseconds. */
export interface ClusterOptions {
  selection: ClusterSelection;
  config?: string;
  timeoutMs: number;
  pollIntervalMs: number;
}

/** The options of `run` and `plan`, as text. */
export interface RollArguments extends ClusterArguments, ControlArguments {
  since?: string;
  limit?: string[];
  replaceRoot?: boolean;
  override?: string[];
  image?: string;
  canary?: string;
  bake?: string;
  lockTtl: string;
}

export interface RollOptions extends ClusterOptions {
  /** Milliseconds since the epoch. */
  since?: number;
  limit: string[];
  /** Whether persisted root volumes are replaced. */
  replaceRoot: boolean;
  /** Rules of the health check that cannot pass, and why that is acceptable. */
  overrides: LedgerOverride[];
  lockTtlMs: number;
  /** When another instance may start. */
  control: ControlOptions;
  /** The image to set on the groups first. */
  image?: string;
  canary?: CanaryOptions;
  /** The run to roll back: only the instances that it changed are recycled, onto the image that they ran before. */
  rollback?: string;
}

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

function selectionOf({ esg, cluster }: ClusterArguments): ClusterSelection {
  if (cluster !== undefined && esg === undefined) return { cluster };
  if (cluster === undefined && esg !== undefined) return { esg };
  throw usage(
    'selection-invalid',
    cluster === undefined ? 'No group is given' : '--esg and --cluster cannot be used together',
    `Use --esg ID|NAME for groups of one cluster, or --cluster NAME for a cluster of the config file. List the groups: ${commandOf('esg-inventory', '--table')}`,
  );
}

function configOf(path: string | undefined): string | undefined {
  if (path !== '-') return path;
  throw usage(
    'config-unreadable',
    '--config -: a roll cannot read its settings from stdin, because Ansible reads them too',
    'Write them to a file whose name ends in spotinst_esg.yml, and use its path.',
  );
}

/** @throws EsgError exit code 2: `selection-invalid`, `duration-invalid` */
export const readClusterOptions = (given: ClusterArguments): ClusterOptions => ({
  selection: selectionOf(given),
  config: given.config,
  timeoutMs: positiveDuration(given.timeout, '--timeout'),
  pollIntervalMs: positiveDuration(given.pollInterval, '--poll-interval'),
});

/** @throws EsgError exit code 2: `selection-invalid`, `config-unreadable`, `since-invalid`, `duration-invalid`, `override-invalid`, `image-invalid`, `canary-invalid` */
export const readOptions = (given: RollArguments): RollOptions => ({
  ...readClusterOptions(given),
  config: configOf(given.config),
  since: parseTime(given.since, '--since'),
  limit: given.limit ?? [],
  replaceRoot: given.replaceRoot ?? false,
  overrides: (given.override ?? []).map(readOverride),
  lockTtlMs: positiveDuration(given.lockTtl, '--lock-ttl'),
  image: readImage(given.image),
  canary: readCanary(given),
  control: readControlOptions(given),
});

/**
 * A request is sent only while the lease stays valid longer than the request may take, and a lease is renewed every
 * quarter of its time.
 *
 * @throws EsgError `lock-ttl-short`, exit code 2
 */
export function checkLockTtl({ lockTtlMs }: Pick<RollOptions, 'lockTtlMs'>, requestTimeoutMs: number): void {
  if (lockTtlMs >= 2 * requestTimeoutMs) return;
  throw usage(
    'lock-ttl-short',
    `--lock-ttl ${formatDuration(lockTtlMs)} is too short: it must cover two requests of up to ${formatDuration(requestTimeoutMs)} each (spotinst_timeout)`,
    `Set it to ${formatDuration(2 * requestTimeoutMs)} or longer, or leave it out for 2m.`,
  );
}
