import { nodesThatMatter } from '../../kind/question.ts';
import { isServing } from '../ensemble.ts';
import { adminGuide, type ZookeeperRule } from './rule.ts';

export const requestsDrain: ZookeeperRule = {
  id: 'Z7',
  code: 'requests-drain',
  requires: 'At most `max_outstanding_requests` requests are outstanding in the ensemble.',
  why: 'Above this number (`globalOutstandingLimit`, 1000 by default), ZooKeeper already throttles its clients.',
  onFailure: 'Wait for less load, or raise the option `max_outstanding_requests`.',
  source: adminGuide,
  judge(snapshot, question) {
    const limit = snapshot.maxOutstandingRequests;
    // members-serve reports a member that does not allow mntr.
    const matter = nodesThatMatter(question).filter(
      (address) => isServing(snapshot, address) && snapshot.members.get(address)!.unmonitored === undefined,
    );
    const counts = matter.map((address) => snapshot.members.get(address)?.outstandingRequests);
    if (counts.includes(undefined)) {
      return [{ subject: 'cluster', message: 'A member does not report its outstanding requests' }];
    }
    const waiting = counts.reduce<number>((sum, count) => sum + count!, 0);
    if (waiting <= limit) return [];
    const message = `${waiting} requests are outstanding in the ensemble, more than ${limit}`;
    return [{ subject: 'cluster', message, hint: 'Wait for less load, or raise max_outstanding_requests.' }];
  },
};
