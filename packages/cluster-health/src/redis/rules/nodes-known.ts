import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { describePeer, isMember, peerAt, shortId, viewOf } from '../cluster.ts';
import type { RedisSnapshot } from '../snapshot.ts';
import { clusterSpec, type RedisRule } from './rule.ts';

/** Nodes that respond with an ID that the other nodes do not list. */
const unknownNodes = (snapshot: RedisSnapshot, { phase, node, nodes }: HealthQuestion): RuleVerdict[] =>
  nodes.flatMap((address): RuleVerdict[] => {
    const view = viewOf(snapshot, address);
    if (view === undefined || isMember(snapshot, address) || (phase === 'before' && address === node)) return [];
    const old = peerAt(snapshot, address);
    const was = old ? `. The cluster lists it as ${shortId(old.id)}, so its nodes.conf was lost` : '';
    const forget = old ? ` Then remove the old ID: redis-cli --cluster call ADDRESS:PORT cluster forget ${old.id}` : '';
    const message = `${address} (${shortId(view.id)}) is not a node of the cluster${was}`;
    const hint = `Add it to the cluster: redis-cli --cluster add-node ${address}:PORT ADDRESS:PORT --cluster-slave.${forget}`;
    return [{ subject: address, message, hint, isLasting: true }];
  });

export const nodesKnown: RedisRule = {
  id: 'S8',
  code: 'nodes-known',
  requires:
    'Every node of the cluster is listed, matched by its ID or its address, and every listed node belongs to the cluster. Before the recycle, the node that leaves does not count.',
  why: 'An unlisted node is not checked and may be down. A node that returned with a new ID serves nothing.',
  onFailure:
    'List all nodes in `esg_recycle_nodes` (`--nodes`). Add a node that lost its `nodes.conf` with `redis-cli --cluster add-node`, and remove its old ID with `cluster forget`.',
  override:
    'Only if nodes are unlisted and every listed node is identified, or if a listed node does not belong to the cluster. Accept it if the unlisted nodes are checked elsewhere.',
  source: `Redis Cluster specification, nodes handshake: ${clusterSpec}`,
  isOverridable: true,
  judge(snapshot, question) {
    const placed = new Set(snapshot.ids.values());
    const unlisted = snapshot.peers.filter(({ id }) => !placed.has(id));
    const found = unknownNodes(snapshot, question);
    if (unlisted.length === 0) return found;
    const names = unlisted.map((peer) => describePeer(snapshot, peer)).join(', ');
    const unmatched = question.nodes.filter((address) => peerAt(snapshot, address) === undefined);
    const hint = `List all nodes in --nodes (esg_recycle_nodes). Remove a node that is gone for good: redis-cli --cluster call ADDRESS:PORT cluster forget ${unlisted[0]!.id}`;
    if (unmatched.length > 0) {
      const message = `Cannot determine which node of the cluster runs at ${unmatched.join(', ')}: it may be any of ${names}`;
      return [...found, { subject: 'cluster', message, hint }];
    }
    const message = `The cluster has nodes that are not listed: ${names}`;
    return [...found, { subject: 'cluster', message, hint, isLasting: true }];
  },
};
