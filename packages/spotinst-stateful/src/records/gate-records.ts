import type { Journal, Store } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';

/** An instance was recycled, and the health check afterwards is not recorded as passed yet. */
export interface AwaitedGate extends Journal {
  kind: 'gate-after';
  ssi: string;
  data: {
    /** The EC2 instance after the recycle. The record no longer applies once it is replaced. */
    instanceId: string | null;
    target: string;
  };
}

type Journals = Pick<Store, 'journals'>;

const keyOf = (ssi: string): string => `gate-after:${ssi}`;

/** Records that a health check must pass after a recycle; only the last recycle of an instance counts. */
export const recordAwaitedGate = (
  { journals }: Journals,
  { group, ssi, target }: { group: string; ssi: string; target: string },
  { instanceId }: Pick<StatefulInstance, 'instanceId'>,
): Promise<void> => {
  const gate: AwaitedGate = {
    kind: 'gate-after',
    group,
    ssi,
    data: { instanceId, target },
    openedAt: new Date().toISOString(),
  };
  return journals.put(keyOf(ssi), gate);
};

export const closeGate = ({ journals }: Journals, ssi: string): Promise<void> => journals.delete(keyOf(ssi));

export async function awaitedGatesOf({ journals }: Journals, groups: readonly string[]): Promise<AwaitedGate[]> {
  const all = (await journals.list()).map(({ value }) => value);
  return all.filter(({ kind, group }) => kind === 'gate-after' && groups.includes(group)) as AwaitedGate[];
}

/** Whether a recorded health check still applies to this instance. */
export const awaitsGate = (
  { id, instanceId }: Pick<StatefulInstance, 'id' | 'instanceId'>,
  gates: readonly AwaitedGate[],
): boolean => instanceId !== null && gates.some(({ ssi, data }) => ssi === id && data.instanceId === instanceId);
