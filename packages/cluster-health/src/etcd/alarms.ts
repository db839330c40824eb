import { viewOf } from './cluster.ts';
import type { EtcdSnapshot, EtcdView } from './snapshot.ts';

type Alarm = EtcdView['alarms'][number];

/** The alarms that any member reports, without duplicates. Alarms are cluster-wide. */
export function alarmsOf(snapshot: EtcdSnapshot): Alarm[] {
  const all = [...snapshot.nodes.keys()].flatMap((address) => viewOf(snapshot, address)?.alarms ?? []);
  return [...new Map(all.map((alarm) => [`${alarm.type} ${alarm.member}`, alarm])).values()];
}

/** The member that raised the alarm, as shown to users. */
export function raisedBy({ members, ids }: EtcdSnapshot, { member }: Alarm): string {
  const [address] = [...ids].find(([, id]) => id === member) ?? [];
  return address ?? members.find(({ id }) => id === member)?.name ?? 'the cluster';
}
