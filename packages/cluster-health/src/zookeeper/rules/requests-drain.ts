import { nodesThatMatter } from '../../kind/question.ts';
import { isServing } from '../ensemble.ts';
import { adminGuide, type ZookeeperRule } from './rule.ts';

export const requestsDrain: ZookeeperRule = {
  id: 'Z7',
  code: 'requests-drain',
  requires: 'No more requests wait in the ensemble than it takes before it holds clients back.',
  source: `${adminGuide} (globalOutstandingLimit)`,
  judge(snapshot, question) {
    const limit = snapshot.maxOutstandingRequests;
    // Of a member that may not be asked, another rule speaks.
    const matter = nodesThatMatter(question).filter(
      (address) => isServing(snapshot, address) && snapshot.members.get(address)!.unmonitored === undefined,
    );
    const counts = matter.map((address) => snapshot.members.get(address)?.outstandingRequests);
    if (counts.includes(undefined)) {
      return [{ subject: 'cluster', message: 'A member does not tell how many requests wait' }];
    }
    const waiting = counts.reduce<number>((sum, count) => sum + count!, 0);
    if (waiting <= limit) return [];
    const message = `${waiting} requests wait in the ensemble, more than ${limit}`;
    return [{ subject: 'cluster', message, hint: 'Wait for less load, or raise max_outstanding_requests.' }];
  },
};
