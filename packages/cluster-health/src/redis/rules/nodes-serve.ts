import { isGap } from '../../kind/gap.ts';
import { nodesThatMatter } from '../../kind/question.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

export const nodesServe: RedisRule = {
  id: 'S1',
  code: 'nodes-serve',
  requires: 'Every node responds as a node of a cluster and has loaded its data. The node that leaves does not count.',
  why: 'A node that is loading its data serves no clients, and loading can take minutes.',
  onFailure:
    'Start the node and check its log. A missing password, a missing ACL permission and a node that is not in cluster mode are reported at once, with the option or command to correct.',
  source: `Redis Cluster specification: ${clusterSpec}; Redis, INFO: https://redis.io/docs/latest/commands/info/`,
  judge: (snapshot, question) =>
    nodesThatMatter(question).flatMap((address) => {
      const view = snapshot.views.get(address) ?? { why: 'it was not queried' };
      if (!isGap(view)) return [];
      const isReturning = question.phase === 'after' && address === question.node;
      const message = `${address} is ${isReturning ? 'not back after the recycle' : 'not serving'}: ${view.why}`;
      return [{ subject: address, message, hint: view.hint ?? 'Check its log.', isLasting: view.isLasting }];
    }),
};
