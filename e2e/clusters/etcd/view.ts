import { askEtcd } from './request.ts';

/** What a member says of itself. */
export interface EtcdStatus {
  id: string;
  /** Nothing: it knows of none, and serves nobody. */
  leader: string | undefined;
  term: number;
  applied: number;
}

interface StatusAnswer {
  header: { member_id: string };
  leader?: string;
  raftTerm: string;
  raftAppliedIndex: string;
}

/** Nothing where it does not answer. */
export const etcdStatus = (address: string): Promise<EtcdStatus | undefined> =>
  askEtcd<StatusAnswer>(address, 'maintenance/status').then(
    ({ header, leader, raftTerm, raftAppliedIndex }) => ({
      id: header.member_id,
      leader,
      term: Number(raftTerm),
      applied: Number(raftAppliedIndex),
    }),
    () => undefined,
  );
