import { describePeer, viewsThatMatter } from '../cluster.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

const hint =
  'Check that the nodes reach each other at the client port and at the cluster bus port (client port + 10000 by default).';

export const noneFailing: RedisRule = {
  id: 'S2',
  code: 'none-failing',
  requires:
    'No node flags another node as failing (`fail`, `fail?`). Before the recycle, the node that leaves does not count.',
  why: 'The controller may reach a node that half of the cluster cannot reach.',
  onFailure:
    'Check that the nodes reach each other at the client port and at the cluster bus port (client port + 10000 by default).',
  source: `Redis Cluster specification, failure detection: ${clusterSpec}`,
  judge(snapshot, question) {
    const leaving = question.phase === 'before' ? snapshot.ids.get(question.node) : undefined;
    const views = viewsThatMatter(snapshot, question);
    const reports = views.flatMap(([address, { peers }]) =>
      peers.flatMap((peer) => (peer.failing && peer.id !== leaving ? [{ address, peer, flag: peer.failing }] : [])),
    );
    return [...Map.groupBy(reports, ({ peer }) => peer.id).values()].map((same) => {
      const name = describePeer(snapshot, same[0]!.peer);
      const by = same.map(({ address, flag }) => `${address} (${flag})`).join(', ');
      return { subject: name, message: `${name} is flagged as failing by ${by}`, hint };
    });
  },
};
