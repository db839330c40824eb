import type { EmitEvent } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import type { PlanReading } from '../cluster/read-plan.ts';
import type { AnsibleExit } from '../ansible/process.ts';
import type { NumberedEvent } from '../events/event-log.ts';
import type { Turn } from '../control/decide-turn.ts';
import type { Permit } from '../control/permit.ts';
import type { PlannedInstance } from '../plan/plan.ts';

/** The part of a reading that a roll needs. */
export type RollView = Pick<PlanReading, 'planned' | 'snapshotOf' | 'startOf' | 'verify' | 'findings'>;

/** The result of one Ansible run. */
export interface AnsibleResult {
  exit: AnsibleExit;
  /** The events of the run. */
  events: readonly NumberedEvent[];
  /** The last line of Ansible's output, if it failed. */
  lastWords?: string;
  /** Whether the user interrupted Ansible. */
  wasPressed: boolean;
}

/** Everything outside a roll that it uses. */
export interface RollContext {
  /** Reads Spot, never a cache, and renews the cache of the inventory for the next Ansible run. */
  evaluate: () => Promise<RollView>;
  /**
   * Runs Ansible for one instance.
   *
   * @param due all instances that are still to be recycled
   * @param completes whether an earlier recycle is completed, and no new one is requested
   */
  runAnsible: (instance: PlannedInstance, due: readonly string[], completes: boolean) => Promise<AnsibleResult>;
  /** Restores the cluster after one instance; resolves with the problem if that failed. */
  restore: (instance: PlannedInstance) => Promise<string | undefined>;
  /**
   * Waits where the next instance must not start yet.
   *
   * @returns whether it has waited: the cluster must be read again
   */
  awaitTurn?: (ledger: Ledger, keep: (ledger: Ledger) => Promise<void>) => Promise<boolean>;
  /**
   * Sets the images of the groups, if that is still to be done. Called once the turn is permitted; sets nothing when it is
   * no longer permitted right before the request.
   *
   * @returns whether anything was to be done: the cluster must be read again
   */
  setImages?: (ledger: Ledger, keep: (ledger: Ledger) => Promise<void>, turn: Turn) => Promise<boolean>;
  /** Whether images of groups remain to be set. */
  isBeforeImages?: () => boolean;
  save: (ledger: Ledger) => Promise<void>;
  emit: EmitEvent;
  /** How long an outage of Spot may keep instances from starting, in milliseconds. Default: not at all. */
  outageMs?: number;
  /** Throws when the roll must not start another instance: on a stop request or a lost lease. */
  checkpoint: () => void;
  /** Waits until the next instance may start. */
  permit: Permit;
  /** Whether a turn that was permitted is not held or skipped by now. */
  isPermitted: (turn: Turn) => Promise<boolean>;
  now: () => Date;
}
