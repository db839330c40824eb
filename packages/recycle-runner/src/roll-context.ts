import type { EmitEvent } from '@esg-recycler/core';
import type { Ledger, Snapshot } from '@esg-recycler/esg-store';
import type { Proof } from '@esg-recycler/spotinst-stateful';
import type { AnsibleExit } from './ansible-run.ts';
import type { NumberedEvent } from './event-log.ts';
import type { PlannedInstance } from './plan.ts';

/** What a fresh reading of the cluster says. */
export interface RollView {
  planned: PlannedInstance[];
  /** What an instance is now; undefined when its group no longer lists it. */
  snapshotOf: (ssi: string) => Snapshot | undefined;
  /** What it was before the recycle that is under way, else what it is now; undefined when it is not listed. */
  startOf: (ssi: string) => Snapshot | undefined;
  /** Compares it with what it was and with the image that it should run; undefined when it is not listed. */
  prove: (ssi: string, before: Snapshot, target: string) => Proof | undefined;
}

/** What came of running Ansible for one instance. */
export interface AnsibleResult {
  exit: AnsibleExit;
  /** What was told meanwhile. */
  events: readonly NumberedEvent[];
  /** The user ended Ansible. */
  wasPressed: boolean;
}

/** The world as a roll sees it. */
export interface RollContext {
  /** Reads Spot, never a cache, and renews what the inventory of the next Ansible run will read. */
  look: () => Promise<RollView>;
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
