import type { Finding } from '@esg-recycler/core';

/** An instance that lets others go first. */
export interface Deferral {
  ssi: string;
  leads: boolean;
  /** Whom it lets go first, by id. */
  yieldTo: readonly string[];
}

/** What one check of the cluster found for every instance of a plan, besides what stands against the plan. */
export interface GateCheck {
  kind: string;
  /** How many were to be looked at. */
  due: number;
  /** Those whose gate is open. */
  open: string[];
  /** Those whose gate is shut, and by which rules. */
  failing: { ssi: string; rules: string[] }[];
  deferred: Deferral[];
}

/** What the gates say of a plan, before anything is touched. */
export interface GateView {
  /** The kind of the gate that asks the cluster itself; absent where there is none. */
  kind?: string;
  findings: Finding[];
  /** Whom an instance lets go first, by id. */
  yieldTo: ReadonlyMap<string, readonly string[]>;
  /** What else was found out; absent as the kind is. */
  evaluate?: GateCheck;
}

/** What is known without a look. */
export const uncheckedGate: GateView = { findings: [], yieldTo: new Map() };
