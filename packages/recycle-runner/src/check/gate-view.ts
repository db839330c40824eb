import type { Finding } from '@esg-recycler/core';

/** An instance that defers to others. */
export interface Deferral {
  ssi: string;
  leads: boolean;
  /** The ids of the instances that go first. */
  yieldTo: readonly string[];
}

/** The results of the health checks for every instance of a plan. */
export interface GateCheck {
  kind: string;
  /** The number of instances to check. */
  due: number;
  /** The ids of the instances whose health check passes. */
  open: string[];
  /** The instances whose health check fails, with the failing rules. */
  failing: { ssi: string; rules: string[] }[];
  deferred: Deferral[];
}

/** The health checks of a plan, before anything is changed. */
export interface GateView {
  /** The kind of the health check; absent where none is configured. */
  kind?: string;
  findings: Finding[];
  /** The ids of the instances that each instance defers to. */
  yieldTo: ReadonlyMap<string, readonly string[]>;
  /** The results; absent where no health check is configured. */
  evaluate?: GateCheck;
}

/** Before any health check. */
export const uncheckedGate: GateView = { findings: [], yieldTo: new Map() };
