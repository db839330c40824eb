import type { NumberedEvent } from './event-log.ts';
import { shutRules } from './failed-task.ts';
import type { PlannedInstance } from './plan.ts';

/** An instance that lets others go first. */
export interface Deferral {
  ssi: string;
  leads: boolean;
  /** Whom it lets go first, by id. */
  yieldTo: string[];
}

/** What a look at the gates of the cluster found, besides what stands against the plan. */
export interface GateLook {
  kind: string;
  /** How many were to be looked at. */
  due: number;
  /** Those whose gate is open. */
  open: string[];
  /** Those whose gate is shut, and by which rules, where it is rules of the cluster's gate. */
  shut: { ssi: string; rules: string[] }[];
  deferred: Deferral[];
}

const namesIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** What became of each look; an instance that nothing was told of is in none of the lists. */
export function readLook(kind: string, due: readonly PlannedInstance[], events: readonly NumberedEvent[]): GateLook {
  const told = (ssi: string, name: string) => events.find((event) => event.ssi === ssi && event.event === name);
  const ids = due.map(({ ssi }) => ssi);
  return {
    kind,
    due: ids.length,
    open: ids.filter((ssi) => told(ssi, 'gate_passed')),
    shut: ids.flatMap((ssi) => {
      const data = told(ssi, 'instance_failed')?.event_data;
      return data ? [{ ssi, rules: [...new Set(shutRules(data).map(({ code }) => code))] }] : [];
    }),
    deferred: ids.flatMap((ssi) => {
      const data = told(ssi, 'instance_deferred')?.event_data;
      return data ? [{ ssi, leads: data['role'] === 'leader', yieldTo: namesIn(data['yieldTo']) }] : [];
    }),
  };
}

/**
 * A plan in the order that the look foretells: nobody before those that it lets go first. Where all that are left let
 * others go first, the order of the plan holds.
 */
export function inForetoldOrder(planned: readonly PlannedInstance[], look: GateLook | undefined): PlannedInstance[] {
  const yieldTo = new Map(look?.deferred.map((one) => [one.ssi, one.yieldTo]));
  const left = planned.filter(({ action }) => action === 'recycle');
  const order: PlannedInstance[] = [];
  while (left.length > 0) {
    const waits = ({ ssi }: PlannedInstance) =>
      yieldTo.get(ssi)?.some((first) => left.some((one) => one.ssi === first));
    const next = left.findIndex((one) => !waits(one));
    order.push(...left.splice(Math.max(next, 0), 1));
  }
  return [...order, ...planned.filter(({ action }) => action !== 'recycle')];
}
