import { askEtcd } from './request.ts';

/** What a member reports about itself. */
export interface EtcdStatus {
  id: string;
  /** Undefined if it knows no leader, and so serves no client. */
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

/** Undefined if it does not respond. */
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
