import type { RunStatus, RunWait } from '@esg-recycler/esg-store';
import { type StopEffect, stopEffect } from './stop-effect.ts';
import type { KnownRun } from './known-runs.ts';

/** What `status` shows of a run. */
export interface StatusView {
  run: string;
  cluster: string;
  groups: string[];
  /** `interrupted`: its process has ended, or its lease has expired, before the run could record its end. */
  state: 'running' | 'waiting' | 'interrupted' | 'ended';
  operator?: string;
  host?: string;
  pid?: number;
  startedAt: string;
  finishedAt?: string;
  outcome?: string;
  /** How many instances are recycled, of how many that were planned. */
  done: number;
  total: number;
  /** The instance in progress. */
  instance?: { ssi: string; address: string | null };
  doing?: RunStatus['doing'];
  waitsFor?: RunWait;
  /** A stop was requested, and what it does to the instance in progress. */
  stop?: StopEffect & { requestedAt: string };
  /** ISO 8601. */
  leaseExpiresAt?: string;
}

export function viewRun({ ledger, status, lease, isLive }: KnownRun): StatusView {
  const planned = ledger.instances.filter(({ state }) => state !== 'skipped' && state !== 'gone');
  const current = planned.find(({ state }) => state === 'running');
  const { run, cluster, groups, startedAt, finishedAt, outcome } = ledger;
  const waitsFor = isLive ? status?.waitsFor : undefined;
  const state = isLive ? (waitsFor ? 'waiting' : 'running') : finishedAt === undefined ? 'interrupted' : 'ended';
  return {
    run,
    cluster,
    groups,
    state,
    operator: status?.operator,
    host: lease?.owner.host,
    pid: status?.pid ?? lease?.owner.pid,
    startedAt,
    finishedAt,
    outcome,
    done: planned.filter((one) => one.state === 'recycled').length,
    total: planned.length,
    ...(current && { instance: { ssi: current.ssi, address: current.address } }),
    ...(isLive && { doing: status?.doing }),
    waitsFor,
    ...(isLive &&
      status?.stopRequestedAt !== undefined && {
        stop: { requestedAt: status.stopRequestedAt, ...stopEffect(status) },
      }),
    ...(lease && { leaseExpiresAt: new Date(lease.expiresAt).toISOString() }),
  };
}
