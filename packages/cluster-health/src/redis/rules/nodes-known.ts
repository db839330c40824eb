import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { describePeer, isMember, peerAt, shortId, viewOf } from '../cluster.ts';
import type { RedisSnapshot } from '../snapshot.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

/** Nodes that answer, and that the others do not know by that id. */
const strangers = (snapshot: RedisSnapshot, { phase, node, nodes }: HealthQuestion): RuleVerdict[] =>
  nodes.flatMap((address): RuleVerdict[] => {
    const view = viewOf(snapshot, address);
    if (view === undefined || isMember(snapshot, address) || (phase === 'before' && address === node)) return [];
    const old = peerAt(snapshot, address);
    const was = old ? `, which knew it as ${shortId(old.id)}: its nodes.conf was lost` : '';
    const forget = old
      ? ` Then, from another node: redis-cli --cluster call ADDRESS:PORT cluster forget ${old.id}`
      : '';
    const message = `${address} (${shortId(view.id)}) is no node of the cluster of the others${was}`;
    const hint = `Add it: redis-cli --cluster add-node ${address}:PORT ADDRESS:PORT --cluster-slave.${forget}`;
    return [{ subject: address, message, hint, isLasting: true }];
  });

export const nodesKnown: RedisRule = {
  id: 'S8',
  code: 'nodes-known',
  requires: 'Every node of the cluster is one of those listed, and every node listed is one of the cluster.',
  source: `${clusterSpec} (nodes handshake); who is not asked may be down`,
  isOverridable: true,
  judge(snapshot, question) {
    const placed = new Set(snapshot.ids.values());
    const unlisted = snapshot.peers.filter(({ id }) => !placed.has(id));
    const found = strangers(snapshot, question);
    if (unlisted.length === 0) return found;
    const names = unlisted.map((peer) => describePeer(snapshot, peer)).join(', ');
    const silent = question.nodes.filter((address) => peerAt(snapshot, address) === undefined);
    const hint = `List all nodes in --nodes (esg_recycle_nodes). One that is gone for good: redis-cli --cluster call ADDRESS:PORT cluster forget ${unlisted[0]!.id}`;
    if (silent.length > 0) {
      const message = `Which node of the cluster ${silent.join(', ')} is cannot be told: ${names} may be there, or elsewhere`;
      return [...found, { subject: 'cluster', message, hint }];
    }
    const message = `The cluster has nodes that are not listed: ${names}`;
    return [...found, { subject: 'cluster', message, hint, isLasting: true }];
  },
};
