import { isGap } from '../../kind/gap.ts';
import { nodesThatMatter } from '../../kind/question.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

export const nodesServe: RedisRule = {
  id: 'S1',
  code: 'nodes-serve',
  requires: 'Every node answers as a node of a cluster, and has loaded its data.',
  source: `${clusterSpec}; https://redis.io/docs/latest/commands/info/`,
  judge: (snapshot, question) =>
    nodesThatMatter(question).flatMap((address) => {
      const view = snapshot.views.get(address) ?? { why: 'it was not asked' };
      if (!isGap(view)) return [];
      const isBack = question.phase === 'after' && address === question.node;
      const message = `${address} ${isBack ? 'is not back' : 'does not serve'}: ${view.why}`;
      return [{ subject: address, message, hint: view.hint ?? 'See its log.', isLasting: view.isLasting }];
    }),
};
