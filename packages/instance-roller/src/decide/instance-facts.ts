import { type ClusterView, type InstanceView, instancesOf, type MemberView } from '@esg-recycler/spotinst-stateful';
import type { InstanceFacts, MemberFact, MembersFacts } from './facts.ts';

const asMember = (
  { esg, stateful, address, isUnderWay }: MemberView,
  findings: InstanceView['findings'] = [],
): MemberFact => {
  const finding = findings.find(({ code, subject }) => code === 'other-not-active' && subject === stateful.id);
  return { ssi: stateful.id, group: esg, state: stateful.state, address, isUnderWay, hint: finding?.hint };
};

/** The facts about one member and the others, from a read of the members; undefined when it is not listed. */
export function membersFacts(members: readonly MemberView[], ssi: string): MembersFacts | undefined {
  const own = members.find(({ stateful }) => stateful.id === ssi);
  if (!own) return undefined;
  const { stateful, address, isUnderWay } = own;
  const others = members.filter((member) => member !== own).map((member) => asMember(member));
  return { stateful, address, isUnderWay, others };
}

/** The facts about one instance, from a read of its cluster; undefined when it is not listed. */
export function instanceFacts(view: ClusterView, ssi: string, since?: number): InstanceFacts | undefined {
  const instance = instancesOf(view).find(({ stateful }) => stateful.id === ssi);
  const group = view.groups.find(({ esg }) => esg === instance?.esg);
  if (!instance || !group) return undefined;
  const { stateful, address, due, isUnderWay, awaitsGate } = instance;
  return {
    cluster: view.cluster,
    target: group.target,
    since: since === undefined ? undefined : new Date(since).toISOString(),
    stateful,
    address,
    due,
    isUnderWay,
    awaitsCheck: awaitsGate,
    findings: [...group.findings, ...instance.findings],
    others: instancesOf(view)
      .filter((other) => other !== instance)
      .map((other) => asMember(other, instance.findings)),
  };
}
