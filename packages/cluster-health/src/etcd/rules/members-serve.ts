import { type Gap, isGap } from '../../kind/gap.ts';
import { type HealthQuestion, nodesThatMatter } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { hexOf, isQuorumGoneWith, memberAt } from '../cluster.ts';
import type { EtcdMember, EtcdSnapshot } from '../snapshot.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

function gapAt(snapshot: EtcdSnapshot, address: string): Gap | undefined {
  const node = snapshot.nodes.get(address);
  if (node === undefined) return { why: 'it was not asked' };
  if (isGap(node.view)) return node.view;
  if (node.view.leader === undefined) return { why: 'it answers, and knows of no leader' };
  return node.view.unhealthy === undefined ? undefined : { why: node.view.unhealthy };
}

/** A member whose data folder is gone ends at every start: it has to be removed and added. */
function rejoinHint({ id, name, peerUrl }: EtcdMember): string {
  const readd = `etcdctl member remove ${hexOf(id)} && etcdctl member add ${name} --peer-urls=${peerUrl}`;
  return `See its log. If its data folder was lost ("has already been bootstrapped"), it cannot come back as it is: ${readd}, then start it with --initial-cluster-state existing.`;
}

function verdictOn(snapshot: EtcdSnapshot, { phase, node }: HealthQuestion, address: string): RuleVerdict[] {
  const gap = gapAt(snapshot, address);
  if (gap === undefined) return [];
  const { why, hint, isLasting } = gap;
  const member = memberAt(snapshot, address);
  if (member?.name === '') {
    const message = `${address} was added to the cluster as ${hexOf(member.id)}, and has never started: ${why}`;
    const start = `Start etcd there with --initial-cluster-state existing, or take it back: etcdctl member remove ${hexOf(member.id)}`;
    return [{ subject: address, message, hint: start }];
  }
  const isBack = phase === 'after' && address === node;
  const message = `${address} ${isBack ? 'is not back' : 'does not serve'}: ${why}`;
  return [{ subject: address, message, hint: hint ?? (member ? rejoinHint(member) : 'See its log.'), isLasting }];
}

export const membersServe: EtcdRule = {
  id: 'D1',
  code: 'members-serve',
  requires: 'Every member answers, is healthy, and follows a leader.',
  source: `${etcdDocs('op-guide/monitoring')} (health check)`,
  judge: (snapshot, question) =>
    isQuorumGoneWith(snapshot, question)
      ? []
      : nodesThatMatter(question).flatMap((address) => verdictOn(snapshot, question, address)),
};
