import { isGap } from '../../kind/gap.ts';
import { hexOf, servingViews } from '../cluster.ts';
import type { EtcdProgress } from '../snapshot.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

/** Whom the members name, each at its term: `the leader of term 4, cd594c70…`. */
const reignOf = ({ leader, term }: EtcdProgress): string =>
  leader === undefined ? `nobody at term ${term}` : `${hexOf(leader)} at term ${term}`;

export const oneLeader: EtcdRule = {
  id: 'D2',
  code: 'one-leader',
  requires: 'All members name the same leader, and the same one when asked again; it is listed.',
  source: `${etcdDocs('op-guide/failures')}; asking again is a rule of this project`,
  judge(snapshot, question) {
    const views = servingViews(snapshot, question);
    const [first] = views;
    if (first === undefined) return [];
    const say = (message: string, hint?: string) => [{ subject: 'cluster', message, hint }];
    const named = new Set(views.map(([, view]) => reignOf(view)));
    if (named.size > 1) return say(`The members do not name the same leader: ${[...named].join(', ')}`);
    for (const [address, view] of views) {
      if (isGap(view.later)) return say(`${address} did not answer when asked for its leader again: ${view.later.why}`);
      if (reignOf(view.later) !== reignOf(view)) {
        return say(`The leader changed while it was read: from ${reignOf(view)} to ${reignOf(view.later)}`);
      }
    }
    const { leader } = first[1];
    if ([...snapshot.ids.values()].includes(leader!)) return [];
    const hint = 'List the node that leads in --nodes (esg_recycle_nodes): etcdctl endpoint status --cluster -w table.';
    return say(`The leader ${hexOf(leader!)} is none of the nodes listed`, hint);
  },
};
