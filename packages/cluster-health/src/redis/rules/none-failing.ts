import { describePeer, viewsThatMatter } from '../cluster.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

const hint =
  'Check that they reach each other at the client port and at the cluster bus port (by default 10000 higher).';

export const noneFailing: RedisRule = {
  id: 'S2',
  code: 'none-failing',
  requires: 'No node takes another one for failing.',
  source: `${clusterSpec} (failure detection)`,
  judge(snapshot, question) {
    const leaving = question.phase === 'before' ? snapshot.ids.get(question.node) : undefined;
    const views = viewsThatMatter(snapshot, question);
    const reports = views.flatMap(([address, { peers }]) =>
      peers.flatMap((peer) => (peer.failing && peer.id !== leaving ? [{ address, peer, flag: peer.failing }] : [])),
    );
    return [...Map.groupBy(reports, ({ peer }) => peer.id).values()].map((same) => {
      const name = describePeer(snapshot, same[0]!.peer);
      const by = same.map(({ address, flag }) => `${address} (${flag})`).join(', ');
      return { subject: name, message: `${name} is taken for failing by ${by}`, hint };
    });
  },
};
