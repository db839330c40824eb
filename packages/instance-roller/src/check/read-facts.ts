import { EsgError, ExitCode } from '@esg-recycler/core';
import { type ClusterView, readMembers, viewCluster } from '@esg-recycler/spotinst-stateful';
import type { InstanceFacts, MembersFacts } from '../decide/facts.ts';
import { instanceFacts, membersFacts } from '../decide/instance-facts.ts';
import type { Step } from '../step/open-step.ts';

/** One read of the cluster, and the facts about the instance of this step. */
export interface ClusterReading {
  view: ClusterView;
  instance: InstanceFacts;
}

/**
 * Reads the cluster.
 *
 * @param target the image that the group must have
 * @param withDeployments whether deployments are read too, as before a plan or a change
 * @throws EsgError `instance-unknown`, exit code 2; 5 when Spot cannot be read
 */
export async function readFacts(
  { context, cluster, roll }: Step,
  { target, withDeployments }: { target?: string; withDeployments: boolean },
): Promise<ClusterReading> {
  const { since, replaceRoot, waitTimeoutMs: timeoutMs, checks, instance: ssi } = roll;
  const { signal } = context;
  const health = checks.map(({ kind }) => kind);
  const targets = target === undefined ? undefined : { [cluster.own.group.id]: target };
  const options = { targets, since, replaceRoot, timeoutMs, health, signal, withDeployments };
  const view = await viewCluster(context, cluster, options);
  const instance = instanceFacts(view, ssi, since);
  const group = view.groups.find(({ esg }) => esg === cluster.own.group.id);
  const known = group?.instances.map(({ stateful }) => stateful.id) ?? [];
  if (instance && known.includes(ssi)) return { view, instance };
  throw unknownInstance(cluster.own.group.id, ssi, known);
}

const unknownInstance = (esg: string, ssi: string, known: readonly string[]): EsgError =>
  new EsgError(`${esg} has no stateful instance ${ssi}`, {
    code: 'instance-unknown',
    exitCode: ExitCode.usage,
    hint: known.length > 0 ? `Its instances: ${known.join(', ')}` : 'It has no stateful instances.',
  });

/**
 * Reads only the members of the cluster.
 *
 * @throws EsgError `instance-unknown`, exit code 2; 5 when Spot cannot be read
 */
export async function readMembersFacts({ context, cluster, roll }: Step): Promise<MembersFacts> {
  const members = await readMembers(context, cluster);
  const facts = membersFacts(members, roll.instance);
  if (facts) return facts;
  const known = members.map(({ stateful }) => stateful.id);
  throw unknownInstance(cluster.own.group.id, roll.instance, known);
}
