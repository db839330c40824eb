import { blocking, type Finding } from '@esg-recycler/core';
import { awaitsOnlyCheck, type ClosedPort, type Facts, type InstanceFacts, phaseOf } from './facts.ts';
import { memberFindings, membersOut, staysOut } from './members.ts';

/** The decision about an instance. */
export interface Decision {
  /**
   * `recycle`: recycle it now. `verify`: it was recycled, and only needs its health check. `skip`: nothing to do.
   * `defer`: others must be recycled first. `refuse`: it must not be recycled.
   */
  decision: 'recycle' | 'verify' | 'skip' | 'defer' | 'refuse';
  /** Kebab-case, for programs: `not-on-target`, or the code of the finding that refuses. */
  code: string;
  /** Why, in one sentence for people. */
  reason: string;
  /** What to do next after a refusal. */
  hint?: string;
  /** The findings to show. */
  findings: readonly Finding[];
  /** The ids of the instances that must be recycled first. */
  yieldTo: string[];
  /** Whether the reason of a refusal may pass without help: try again. */
  mayPass?: boolean;
}

type Line = (facts: Facts) => Decision | undefined;
type InstanceLine = (facts: Facts, instance: InstanceFacts) => Decision | undefined;

export const hostUnreachable = 'host-unreachable';

const decided = (
  decision: Decision['decision'],
  code: string,
  reason: string,
  more: Partial<Decision> = {},
): Decision => ({
  decision,
  code,
  reason,
  findings: [],
  yieldTo: [],
  ...more,
});

const refused = (reason: string, findings: readonly Finding[], more: Partial<Decision> = {}): Decision => {
  const [first] = blocking(findings);
  const hints = [...new Set(blocking(findings).flatMap(({ hint }) => hint ?? []))];
  const hint = hints.length > 0 ? hints.map((text) => text.replace(/[.\s]+$/, '')).join('. ') : undefined;
  return decided('refuse', first?.code ?? 'refused', reason, { findings, hint, ...more });
};

const skipNotInRun: Line = ({ ssi, isInRun }) =>
  isInRun ? undefined : decided('skip', 'not-in-run', `${ssi} is not part of this run`);

const refuseAfterUnfinished: Line = ({ ssi, unfinished }) =>
  unfinished.length === 0
    ? undefined
    : decided(
        'refuse',
        'unfinished',
        `${unfinished.join(', ')} did not finish in this run, so ${ssi} is not recycled`,
        { hint: 'Fix the cause, which is shown above, and run the same command again' },
      );

const refuseStaleInventory: InstanceLine = ({ ssi, inventory }, { address, cluster }) => {
  if (inventory.address !== undefined && address !== null && address !== inventory.address) {
    return decided(
      'refuse',
      'inventory-stale',
      `${ssi} is at ${address}, but the inventory lists it at ${inventory.address}`,
      {
        hint: 'Refresh the inventory cache: add --flush-cache',
      },
    );
  }
  if (inventory.cluster !== undefined && cluster !== inventory.cluster) {
    return decided(
      'refuse',
      'inventory-differs',
      `${ssi} is in cluster ${cluster}, but the inventory lists it in cluster ${inventory.cluster}`,
      { hint: 'Set ESG_CONFIG to the configuration file of the inventory' },
    );
  }
  return undefined;
};

const skipOnTarget: InstanceLine = ({ ssi }, { stateful, due, isUnderWay, awaitsCheck, target }) =>
  due === false && stateful.state === 'ACTIVE' && !isUnderWay && !awaitsCheck
    ? decided('skip', 'on-target', `${ssi} is up to date: it runs ${target}`)
    : undefined;

/** Waiting helps only with other members that are down: they have a line of their own. */
const refuseFindings: InstanceLine = (_, { findings }) => {
  const blocks = findings.filter(({ severity, code }) => severity === 'block' && code !== 'other-not-active');
  const reason = blocks.map(({ message }) => message).join('. ');
  return blocks.length > 0 ? refused(reason, blocks, { findings }) : undefined;
};

/** An instance that only needs its health check does not leave: the check after its recycle waits for the others. */
const awaitMembers: InstanceLine = ({ ssi }, instance) => {
  const out = awaitsOnlyCheck(instance) ? [] : membersOut(instance.others);
  if (out.length === 0) return undefined;
  const findings = memberFindings(out);
  const reason = `${checkFails('before', ssi)}: ${findings.map(({ message }) => message).join(', ')}`;
  return refused(reason, findings, { mayPass: !out.some(staysOut) });
};

const deferToOthers: InstanceLine = ({ ssi, leader, check }, instance) => {
  const { yieldTo = [] } = check?.health?.judgement ?? {};
  if (leader === 'last' || instance.isUnderWay || yieldTo.length === 0) return undefined;
  const ids = yieldTo.flatMap((address) =>
    instance.others.filter((other) => other.address === address).map((other) => other.ssi),
  );
  return decided('defer', 'others-first', `${ssi} is deferred: ${ids.join(', ')} must be recycled first`, {
    yieldTo: ids,
  });
};

const awaitPortsAndHealth: InstanceLine = ({ ssi, check }, instance) => {
  const phase = phaseOf(instance);
  const [closed] = check?.closedPorts ?? [];
  if (closed) {
    const message = portClosed(closed);
    const finding = { code: 'port-closed', severity: 'block' as const, subject: closed.address, message };
    return refused(`${checkFails(phase, ssi)}: ${message}`, [finding], { mayPass: true });
  }
  const judgement = check?.health?.judgement;
  if (!judgement || blocking(judgement.findings).length === 0) return undefined;
  return refused(blockedReason(phase, instance.address ?? ssi, judgement), judgement.findings, {
    mayPass: judgement.unsatisfiable.length === 0,
  });
};

/** The text for a port that is not open. */
export const portClosed = ({ address, port }: ClosedPort): string => `${address}:${port} does not accept connections`;

/** The beginning of every reason why a check of the cluster fails. */
export const checkFails = (phase: 'before' | 'after', instance: string): string =>
  `The health check ${phase} the recycle of ${instance} fails`;

/** Every rule that fails, with its numbers. */
export function blockedReason(
  phase: 'before' | 'after',
  node: string,
  { findings, unsatisfiable }: { findings: readonly Finding[]; unsatisfiable: readonly string[] },
): string {
  const rules = blocking(findings).map(({ code, message }) => `${code}: ${message}`);
  const lasting = unsatisfiable.length > 0 ? [`Waiting does not help with ${unsatisfiable.join(', ')}`] : [];
  return `${checkFails(phase, node)}: ${[...rules, ...lasting].map((text) => text.replace(/[.\s]+$/, '')).join('. ')}`;
}

/** A node that is down may be recycled although it cannot be reached: the recycle may fix it. */
const refuseUnreachable: InstanceLine = (facts) => {
  const finding = connectionFinding(facts);
  return finding && refused(finding.message, [finding]);
};

/**
 * The finding about the connection of an instance, independent of other decisions; undefined when it may be recycled.
 * Only an instance that is serving must be reachable. A node that is down or being recycled cannot be, and after a recycle
 * the role waits for the connection anyway.
 */
export function connectionFinding({ ssi, connection, overridden, check, instance }: Facts): Finding | undefined {
  if (!instance || !connection || connection.isReached || overridden.includes(hostUnreachable)) return undefined;
  const { stateful, address, isUnderWay } = instance;
  const serving = check?.health?.judgement.serving;
  const isDown = stateful.state !== 'ACTIVE' || serving === false;
  if (isDown || isUnderWay || awaitsOnlyCheck(instance)) return undefined;
  const why = connection.reason ? `: ${connection.reason}` : '';
  return {
    code: hostUnreachable,
    severity: 'block',
    subject: ssi,
    message: `${ssi} is ${serving ? 'serving' : 'ACTIVE'}, but Ansible cannot connect to ${address ?? 'it'}${why}`,
    hint: `Fix the user, key or jump host of the connection. To recycle it without a drain, override this: --override '${hostUnreachable}=REASON'`,
  };
}

const proceed: InstanceLine = ({ ssi, check }, instance) => {
  const found = check?.health?.judgement.findings ?? [];
  const findings = [...instance.findings, ...found].filter(({ severity }) => severity === 'warn');
  const { code, why } = workLeft(instance);
  return decided(awaitsOnlyCheck(instance) ? 'verify' : 'recycle', code, `${ssi}: ${why}`, { findings });
};

/** What an instance still needs, whether it may be recycled now or not. */
export function workLeft(instance: InstanceFacts): { code: string; why: string } {
  const { stateful, target, due, isUnderWay, since } = instance;
  if (isUnderWay) return { code: 'under-way', why: 'recycle in progress' };
  if (awaitsOnlyCheck(instance)) return { code: 'check-awaited', why: 'recycled, health check pending' };
  if (due === null) return { code: 'image-unknown', why: 'image unknown' };
  if (!due) return { code: 'on-target', why: 'up to date' };
  if (stateful.imageId !== target) return { code: 'not-on-target', why: 'image differs' };
  return { code: 'launched-before', why: `launched before ${since}` };
}

const always = (line: Line): Line => line;
const once =
  (line: InstanceLine): Line =>
  (facts) =>
    facts.instance && line(facts, facts.instance);
const onceChecked =
  (line: InstanceLine): Line =>
  (facts) =>
    facts.instance && facts.check && line(facts, facts.instance);

/**
 * Can this instance be recycled now? The first line that applies decides:
 *
 *  1. Skip an instance that is not part of this run.
 *  2. Refuse every instance after one that was started and did not finish.
 *  3. Refuse an instance whose address or cluster differs from the inventory.
 *  4. Skip an instance that is ACTIVE on the target and whose health check has passed.
 *  5. Refuse an instance that a finding blocks.
 *  6. Wait until every other member is ACTIVE; refuse while a member stays down.
 *  7. Defer to due members that are down; defer a leader to every other due member.
 *  8. Wait until the ports of the other members are open and the health check passes without this instance.
 *  9. Refuse an instance that is serving and cannot be reached.
 * 10. Verify an instance that only needs its health check; recycle any other.
 */
const lines: readonly Line[] = [
  always(skipNotInRun),
  always(refuseAfterUnfinished),
  once(refuseStaleInventory),
  once(skipOnTarget),
  once(refuseFindings),
  once(awaitMembers),
  onceChecked(deferToOthers),
  onceChecked(awaitPortsAndHealth),
  onceChecked(refuseUnreachable),
  onceChecked(proceed),
];

/**
 * Decides with the lines above; pure.
 *
 * @returns undefined when more facts are needed: absent facts must be read first
 */
export function decide(facts: Facts): Decision | undefined {
  for (const line of lines) {
    const decision = line(facts);
    if (decision) return decision;
  }
  return undefined;
}
