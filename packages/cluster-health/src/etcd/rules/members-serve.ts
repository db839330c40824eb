import { type Gap, isGap } from '../../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { hexOf, isQuorumLostWith, memberAt } from '../cluster.ts';
import type { EtcdMember, EtcdSnapshot } from '../snapshot.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

function gapAt(snapshot: EtcdSnapshot, address: string): Gap | undefined {
  const node = snapshot.nodes.get(address);
  if (node === undefined) return { why: 'it was not queried' };
  if (isGap(node.view)) return node.view;
  if (node.view.leader === undefined) return { why: 'it responds, but has no leader' };
  return node.view.unhealthy === undefined ? undefined : { why: node.view.unhealthy };
}

/** A member that lost its data directory exits at every start. It must be removed and added again. */
function rejoinHint({ id, name, peerUrl }: EtcdMember): string {
  const readd = `etcdctl member remove ${hexOf(id)} && etcdctl member add ${name} --peer-urls=${peerUrl}`;
  return `Check its log. If its data directory was lost ("has already been bootstrapped"), remove the member and add it again: ${readd}. Then start it with --initial-cluster-state existing.`;
}

function verdictOn(snapshot: EtcdSnapshot, { phase, node }: HealthQuestion, address: string): RuleVerdict[] {
  const gap = gapAt(snapshot, address);
  if (gap === undefined) return [];
  const { why, hint, isLasting } = gap;
  const member = memberAt(snapshot, address);
  if (member?.name === '') {
    const message = `${address} was added to the cluster as ${hexOf(member.id)}, but has never started: ${why}`;
    const start = `Start etcd there with --initial-cluster-state existing, or remove the member: etcdctl member remove ${hexOf(member.id)}`;
    return [{ subject: address, message, hint: start }];
  }
  const isReturning = phase === 'after' && address === node;
  const message = `${address} is ${isReturning ? 'not back after the recycle' : 'not serving'}: ${why}`;
  return [{ subject: address, message, hint: hint ?? (member ? rejoinHint(member) : 'Check its log.'), isLasting }];
}

export const membersServe: EtcdRule = {
  id: 'D1',
  code: 'members-serve',
  requires:
    'Every member responds, is healthy and has a leader. The member that leaves does not count. In a two-member cluster whose leaving member is down, the other member only has to respond, and `quorum-remains` reports the rest.',
  why: 'A member that accepts connections may be cut off from the other members, or still be replaying its log.',
  onFailure:
    'Start the member and check its log. A disabled gRPC gateway, missing credentials and a certificate that does not match are reported at once, with the option to correct. If the data directory was lost, the hint contains the commands that remove the member and add it again.',
  source: `etcd, monitoring: ${etcdDocs('op-guide/monitoring')}`,
  judge: (snapshot, question) =>
    isQuorumLostWith(snapshot, question)
      ? []
      : nodesThatMatter(question).flatMap((address) => verdictOn(snapshot, question, address)),
};
