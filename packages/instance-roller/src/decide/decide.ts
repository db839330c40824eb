import { blocking, type Finding } from '@esg-recycler/core';
import { awaitsOnlyCheck, type Facts, type InstanceFacts, phaseOf } from './facts.ts';
import { memberFindings, membersOut, staysOut } from './members.ts';

/** What is to become of an instance now. */
export interface Decision {
  /**
   * `recycle`: it may go. `verify`: it was recycled, and only its check is left. `skip`: nothing is to be done.
   * `defer`: others go first. `refuse`: it may not go.
   */
  decision: 'recycle' | 'verify' | 'skip' | 'defer' | 'refuse';
  /** Kebab-case, for programs: `not-on-target`, or the code of the finding that refuses. */
  code: string;
  /** Why, in one sentence for people. */
  reason: string;
  /** What to do next, where it is refused. */
  hint?: string;
  /** Everything that was found and is worth showing. */
  findings: readonly Finding[];
  /** The ids of the instances that go before it. */
  yieldTo: string[];
  /** Refused for something that may pass by itself: ask again. */
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
  isInRun ? undefined : decided('skip', 'not-in-run', `${ssi} is not in this run`);

const refuseAfterUnfinished: Line = ({ ssi, unfinished }) =>
  unfinished.length === 0
    ? undefined
    : decided(
        'refuse',
        'unfinished',
        `${unfinished.join(', ')} was begun before ${ssi} and not seen to its end, so nothing else is touched`,
        { hint: 'See above what became of it, and run the same again once its cause is gone' },
      );

const refuseStaleInventory: InstanceLine = ({ ssi, inventory }, { address, cluster }) => {
  if (inventory.address !== undefined && address !== null && address !== inventory.address) {
    return decided(
      'refuse',
      'inventory-stale',
      `${ssi} is at ${address}, the inventory has it at ${inventory.address}`,
      {
        hint: 'Read the inventory afresh: --flush-cache',
      },
    );
  }
  if (inventory.cluster !== undefined && cluster !== inventory.cluster) {
    return decided(
      'refuse',
      'inventory-differs',
      `${ssi} is in the cluster ${cluster}, the inventory has it in ${inventory.cluster}`,
      { hint: "Name the inventory's configuration file in ESG_CONFIG" },
    );
  }
  return undefined;
};

const skipOnTarget: InstanceLine = ({ ssi }, { stateful, due, isUnderWay, awaitsCheck, target }) =>
  due === false && stateful.state === 'ACTIVE' && !isUnderWay && !awaitsCheck
    ? decided('skip', 'on-target', `${ssi} is on ${target} already`)
    : undefined;

/** That others are out is waited for; nothing else goes away by waiting. */
const refuseFindings: InstanceLine = (_, { findings }) => {
  const standing = findings.filter(({ severity, code }) => severity === 'block' && code !== 'other-not-active');
  const reason = standing.map(({ message }) => message).join('. ');
  return standing.length > 0 ? refused(reason, standing, { findings }) : undefined;
};

/** One that is back is no longer to leave: who is out then is for the check after it to wait for. */
const awaitMembers: InstanceLine = ({ ssi }, instance) => {
  const out = awaitsOnlyCheck(instance) ? [] : membersOut(instance.others);
  if (out.length === 0) return undefined;
  const findings = memberFindings(out);
  const reason = `The gate before the recycle of ${ssi} stayed shut: ${findings.map(({ message }) => message).join(', ')}`;
  return refused(reason, findings, { mayPass: !out.some(staysOut) });
};

const deferToOthers: InstanceLine = ({ ssi, leader, check }, instance) => {
  const { yieldTo = [] } = check?.health?.judgement ?? {};
  if (leader === 'last' || instance.isUnderWay || yieldTo.length === 0) return undefined;
  const ids = yieldTo.flatMap((address) =>
    instance.others.filter((other) => other.address === address).map((other) => other.ssi),
  );
  return decided('defer', 'others-first', `${ssi} lets others go first: ${ids.join(', ')}`, { yieldTo: ids });
};

const awaitPortsAndHealth: InstanceLine = ({ ssi, check }, instance) => {
  const phase = phaseOf(instance);
  const [closed] = check?.closedPorts ?? [];
  if (closed) {
    const message = `${closed.address}:${closed.port} does not answer`;
    const finding = { code: 'port-closed', severity: 'block' as const, subject: closed.address, message };
    return refused(`The gate ${phase} the recycle of ${ssi} stayed shut: ${message}`, [finding], { mayPass: true });
  }
  const judgement = check?.health?.judgement;
  if (!judgement || blocking(judgement.findings).length === 0) return undefined;
  return refused(blockedReason(phase, instance.address ?? ssi, judgement), judgement.findings, {
    mayPass: judgement.unsatisfiable.length === 0,
  });
};

/** Every rule that stands, with its numbers. */
export function blockedReason(
  phase: string,
  node: string,
  { findings, unsatisfiable }: { findings: readonly Finding[]; unsatisfiable: readonly string[] },
): string {
  const rules = blocking(findings).map(({ code, message }) => `${code}: ${message}`);
  const lasting = unsatisfiable.length > 0 ? [`Waiting cannot help with ${unsatisfiable.join(', ')}`] : [];
  return `The gate ${phase} ${node} is shut: ${[...rules, ...lasting].map((text) => text.replace(/[.\s]+$/, '')).join('. ')}`;
}

/** A node that is down cannot be reached either: its recycle is what brings it back. */
const refuseUnreachable: InstanceLine = (facts) => {
  const finding = connectionFinding(facts);
  return finding && refused(finding.message, [finding]);
};

/**
 * What is found about the connection of an instance, whatever else decides about it; undefined when it may go. Only one
 * that is about to leave has to be reached: a node that is down cannot be, nor one that is on its way, and the end of a
 * recycle waits for the connection itself.
 */
export function connectionFinding({ ssi, connection, overridden, check, instance }: Facts): Finding | undefined {
  if (!instance || !connection || connection.isReached || overridden.includes(hostUnreachable)) return undefined;
  const { stateful, address, isUnderWay } = instance;
  const isDown = stateful.state !== 'ACTIVE' || check?.health?.judgement.serving === false;
  if (isDown || isUnderWay || awaitsOnlyCheck(instance)) return undefined;
  const why = connection.reason ? `: ${connection.reason}` : '';
  return {
    code: hostUnreachable,
    severity: 'block',
    subject: ssi,
    message: `${ssi} serves, and Ansible cannot connect to ${address ?? 'it'}${why}`,
    hint: `Correct user, key or jump host of the connection; or override ${hostUnreachable} with the reason why it may go undrained`,
  };
}

const go: InstanceLine = ({ ssi, check }, instance) => {
  const found = check?.health?.judgement.findings ?? [];
  const findings = [...instance.findings, ...found].filter(({ severity }) => severity === 'warn');
  const { code, why } = workLeft(instance);
  return decided(awaitsOnlyCheck(instance) ? 'verify' : 'recycle', code, `${ssi}: ${why}`, { findings });
};

/** What is left to do for an instance, whether it may go now or not. */
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
 * May this instance go now? In this order, the first that holds decides:
 *
 *  1. Skip an instance that this run is not about.
 *  2. Refuse everything after an instance that was begun and not finished.
 *  3. Refuse an inventory that is out of date: another address, another cluster.
 *  4. Skip an instance that is ACTIVE on the target and has passed its check.
 *  5. Refuse what a finding blocks.
 *  6. Wait until every other member is ACTIVE; refuse one that waiting does not bring back.
 *  7. Defer to due members that are down, and a leader to every other that is due.
 *  8. Wait until the ports of the other members answer and the health check passes without this one.
 *  9. Refuse an instance that serves and cannot be reached.
 * 10. Verify an instance that awaits only its check; recycle any other.
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
  onceChecked(go),
];

/**
 * Decides by the lines above; pure.
 *
 * @returns undefined when the facts so far do not decide: what is absent has to be read first
 */
export function decide(facts: Facts): Decision | undefined {
  for (const line of lines) {
    const decision = line(facts);
    if (decision) return decision;
  }
  return undefined;
}
