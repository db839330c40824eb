import type { EmitEvent } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import type { PlanReading } from '../cluster/read-plan.ts';
import type { AnsibleExit } from '../ansible/process.ts';
import type { NumberedEvent } from '../events/event-log.ts';
import type { PlannedInstance } from '../plan/plan.ts';

/** What a roll needs of a fresh reading of the cluster. */
export type RollView = Pick<PlanReading, 'planned' | 'snapshotOf' | 'startOf' | 'prove'>;

/** What came of running Ansible for one instance. */
export interface AnsibleResult {
  exit: AnsibleExit;
  /** What was told meanwhile. */
  events: readonly NumberedEvent[];
  /** The last line of Ansible's own output, where it failed. */
  lastWords?: string;
  /** The user ended Ansible. */
  wasPressed: boolean;
}

/** The world as a roll sees it. */
export interface RollContext {
  /** Reads Spot, never a cache, and renews what the inventory of the next Ansible run will read. */
  evaluate: () => Promise<RollView>;
  /** Runs Ansible for one instance, to its end; `due` names all that are still to be recycled. */
  runAnsible: (instance: PlannedInstance, due: readonly string[]) => Promise<AnsibleResult>;
  /** Puts back what was prepared in the cluster for one instance; resolves with why it may not be. */
  restore: (instance: PlannedInstance) => Promise<string | undefined>;
  save: (ledger: Ledger) => Promise<void>;
  emit: EmitEvent;
  /** Throws when the roll must not go on to another instance: a stop was asked for, or the lease is lost. */
  checkpoint: () => void;
  now: () => Date;
}
