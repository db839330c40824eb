import { blocking, type Finding } from '@esg-recycler/core';
import type { Persistence, StatefulInstance } from '@esg-recycler/spotinst-client';
import { type RecycleResult, requestWithheld, settle, withReasons } from '@esg-recycler/spotinst-stateful';
import { awaitAddress } from '../check/await-members.ts';
import { type BeforeCheck, checkBefore, checkMembers } from '../check/check-before.ts';
import { dueAddresses, dueInstances, questionAbout } from '../check/question.ts';
import { type ClusterReading, readFacts } from '../check/read-facts.ts';
import { decide, type Decision, hostUnreachable } from '../decide/decide.ts';
import { awaitsOnlyCheck, type Facts, type InstanceFacts, phaseOf } from '../decide/facts.ts';
import { checkHealthSettings, settingsInvalid } from '../step/health-settings.ts';
import { kindOf } from '../step/open-check.ts';
import type { Step } from '../step/open-step.ts';

type Earlier = Pick<RecycleResult, 'changed' | 'before' | 'after'>;

/** What `instance-roller assess` prints. */
export interface Assessment extends Omit<Decision, 'mayPass'> {
  esg: string;
  cluster: string;
  /** The image that it should run; null when the group has none. */
  target: string | null;
  stateful: StatefulInstance;
  persistence: Persistence;
  address: string | null;
  /** The addresses of all nodes and their expected number, as used by the health check. */
  nodes: string[];
  expected: number;
  /** The addresses of other nodes that still need a recycle: the preparation avoids handing anything over to them. */
  due: string[];
  isUnderWay: boolean;
  /** When the first of the checks of ports and health began, in ISO 8601; null when nothing was checked. */
  checkedAt: string | null;
  /** Whether the node is serving; null without a health check. */
  serving: boolean | null;
  /** The kinds of health check for which an outage during the recycle was accepted. */
  outageKinds: string[];
  /** Whether it is drained before its recycle: not when it only needs its health check, or its recycle is in progress. */
  drains: boolean;
  /** The result of an earlier recycle that this assessment waited for; null when there is none. */
  earlier: Earlier | null;
  /** The finding that refuses it if Ansible cannot connect to it; null when it may be recycled anyway. */
  withoutConnection: Finding | null;
}

/** When play and inventory decide already, only the decision is printed. */
export type AssessAnswer = Partial<Assessment> &
  Pick<Decision, 'decision' | 'code' | 'reason' | 'findings' | 'yieldTo'>;

/**
 * @throws EsgError `settings-invalid`, exit code 2: the play takes several hosts at once, or only some hosts of the
 * cluster have a health check
 */
function checkPlay({ request: { play }, subject }: Step): void {
  if (play.batch > 1) {
    throw settingsInvalid(
      `This play processes ${play.batch} hosts at once, but instances must be recycled one by one`,
      'Set serial: 1 in the play, as the playbook recycle of this collection does',
    );
  }
  checkHealthSettings(play.checks, String(subject.cluster));
}

function factsOf({ request, roll, overridden }: Step): Facts {
  const { due, instance: ssi } = roll;
  return {
    ssi,
    isInRun: due === undefined || due.includes(ssi),
    unfinished: request.play.unfinished,
    inventory: roll.inventory,
    leader: roll.leader,
    overridden,
  };
}

/** Restores what an interrupted run has prepared in the cluster; does nothing when nothing is saved there. */
async function restoreInterrupted({ check, request, roll, verifyLease }: Step, reading: ClusterReading): Promise<void> {
  if (!check?.changesCluster || request.checkMode) return;
  await verifyLease();
  await check.restore(questionAbout(reading.instance, roll, { phase: 'before', dueIds: [] }));
}

interface SettledReading extends ClusterReading {
  /** Set when an earlier request has replaced this instance. */
  earlier?: Earlier;
}

/**
 * Waits for the results of earlier requests before anything is checked or drained, because reads and checks from before
 * that wait are out of date after it.
 */
async function settleFirst(step: Step, reading: ClusterReading): Promise<SettledReading> {
  const { context, cluster, roll, request } = step;
  if (request.checkMode || phaseOf(reading.instance) === 'after') return reading;
  const target = String(reading.instance.target);
  const { waitTimeoutMs: timeoutMs, instance: ssi } = roll;
  const pollIntervalMs = Math.max(roll.pollIntervalMs, 1);
  const missing = reading.instance.findings
    .filter(({ code }) => code === 'other-missing')
    .map(({ subject }) => subject);
  const { hasWaited, verification } = await settle(context, cluster, {
    ssi,
    target,
    missing,
    timeoutMs,
    pollIntervalMs,
  });
  if (!hasWaited) return reading;
  const again = await readFacts(step, { target, withDeployments: mustKnowDeployments(step) });
  return {
    ...again,
    ...(verification && { earlier: { changed: true, before: verification.before, after: verification.after } }),
  };
}

function early(decision: Decision, { subject }: Step, target?: string | null): AssessAnswer {
  const { mayPass: _, ...decided } = decision;
  return { ...decided, esg: subject.esg, cluster: subject.cluster, ...(target && { target }) };
}

/** The finding that applies if the connection fails, which the role tries next. */
function findingWithoutConnection(facts: Facts, { decision, instance, check }: BeforeCheck): Finding | null {
  if (decision.decision !== 'recycle') return null;
  const without = decide({ ...facts, instance, check, connection: { isReached: false } });
  return without?.findings.find(({ code }) => code === hostUnreachable) ?? null;
}

function answerOf(step: Step, reading: SettledReading, before: BeforeCheck): AssessAnswer {
  const { roll, cluster, subject, request } = step;
  const { decision, instance, check } = before;
  const { nodes, expect } = questionAbout(instance, roll, { phase: phaseOf(instance), dueIds: [] });
  const group = reading.view.groups.find(({ esg }) => esg === cluster.own.group.id)!;
  const judgement = check.health?.judgement;
  const { mayPass: _, ...decided } = decision;
  return {
    ...decided,
    esg: subject.esg!,
    cluster: subject.cluster!,
    target: instance.target,
    stateful: instance.stateful,
    persistence: group.persistence,
    address: instance.address,
    nodes: [...nodes],
    expected: expect,
    due: dueAddresses(instance, nodes, dueInstances(roll, request.play.hosts)),
    isUnderWay: instance.isUnderWay,
    checkedAt: before.age ? new Date(Date.now() - before.age()).toISOString() : null,
    serving: judgement?.serving ?? null,
    outageKinds: judgement?.outageKinds ?? [],
    earlier: reading.earlier ?? null,
    drains: roll.drains && !awaitsOnlyCheck(instance) && !instance.isUnderWay,
    withoutConnection: findingWithoutConnection(factsOf(step), before),
  };
}

function emitDecision({ emit, subject, check }: Step, { decision, code, yieldTo }: Decision, role?: string): void {
  if (decision === 'skip') emit('instance_skipped', subject, { reason: code });
  if (decision === 'defer') emit('instance_deferred', subject, { kind: kindOf(check), role, yieldTo });
}

/** How the health check after the recycle will run. */
const checkOf = ({ check, roll }: Step) =>
  check && { check: { count: roll.checkCount, interval: roll.checkIntervalMs / 1000 } };

/** A refusal with Spot's log lines when only Spot knows the reason. */
async function explained({ cluster }: Step, { view }: ClusterReading, decision: Decision): Promise<Decision> {
  const group = view.groups.find(({ esg }) => esg === cluster.own.group.id)!;
  const findings = await withReasons(cluster, group.snapshot, decision.findings);
  const reason = blockingText(findings) || decision.reason;
  return { ...decision, findings, reason };
}

const blockingText = (findings: Decision['findings']): string =>
  blocking(findings)
    .filter(({ code }) => code !== 'other-not-active')
    .map(({ message }) => message)
    .join('. ');

/**
 * Whether deployments must be read now. The last checks before the request read them anyway, but drains and preparations
 * come first and must not be done in vain.
 */
const mustKnowDeployments = ({ request, roll, check }: Step): boolean =>
  request.checkMode || roll.drains || roll.hasBeforeTasks || check?.changesCluster === true;

/**
 * Where only an earlier recycle may be completed, nothing is drained or prepared for a new one.
 *
 * @throws EsgError `request-withheld`, exit code 3
 */
function refuseNewRequest({ completesOnly }: Step, instance: InstanceFacts): void {
  if (completesOnly && !instance.isUnderWay && !awaitsOnlyCheck(instance)) throw requestWithheld(instance.stateful.id);
}

/**
 * Decides whether the instance can be recycled now. Reads play, Spot, ports and cluster as far as needed, and waits for
 * what may pass. Before a positive decision, it verifies the lease last.
 */
export async function assess(step: Step): Promise<AssessAnswer> {
  const { emit, subject, roll, check, verifyLease } = step;
  checkPlay(step);
  const facts = factsOf(step);
  if (!facts.isInRun) return conclude(step, decide(facts)!);
  await verifyLease();
  if (facts.unfinished.length > 0) {
    // An error here must not hide the reason of the refusal.
    await readFacts(step, { target: roll.target, withDeployments: false })
      .then((reading) => restoreInterrupted(step, reading))
      .catch((error: Error) => step.context.report(error.message));
    return conclude(step, decide(facts)!);
  }

  const first = await readFacts(step, { target: roll.target, withDeployments: mustKnowDeployments(step) });
  // An earlier run has requested its recycle: it is finished.
  if (first.instance.isUnderWay || phaseOf(first.instance) === 'after') step.context.stopFile?.ignore();
  const planned = decide({ ...facts, instance: first.instance });
  if (planned && isFinal(planned)) return conclude(step, planned, first.instance.target);
  const { target, stateful } = first.instance;
  emit('instance_started', subject, { target: String(target), stateful, ...checkOf(step) });
  if (planned && !isWaited(planned)) return refuse(step, first, planned);
  refuseNewRequest(step, first.instance);

  await restoreInterrupted(step, first);
  // Wait for members that are out for other reasons than an earlier request, as long as the health check may take.
  const out = await checkMembers(step, facts, { reading: first, target: String(target) });
  if (out && out.decision.code !== 'other-missing') return answerWith(step, first, out);
  const reading = await settleFirst(step, first);
  const { instance } = reading;
  const settled = decide({ ...facts, instance });
  if (settled && isFinal(settled)) return conclude(step, settled, instance.target);
  if (settled && settled.code !== 'other-not-active') return refuse(step, reading, settled);
  refuseNewRequest(step, instance);

  const phase = phaseOf(instance);
  const kind = kindOf(check);
  if (phase === 'before') emit('gate_waiting', subject, { phase, kind, ports: roll.ports });
  const before = await checkBefore(step, facts, { reading, target: String(instance.target) });
  if (before.decision.decision === 'recycle') refuseNewRequest(step, before.instance);
  if (before.decision.decision === 'recycle') {
    const { findings = [], numbers } = before.check.health?.judgement ?? {};
    emit('gate_passed', subject, { phase, kind, ports: roll.ports, findings, numbers });
  }
  if (['recycle', 'verify'].includes(before.decision.decision)) await verifyLease();
  return answerWith(step, reading, before);
}

async function answerWith(step: Step, reading: SettledReading, before: BeforeCheck): Promise<AssessAnswer> {
  emitDecision(step, before.decision, before.check.health?.judgement.role);
  const answer = answerOf(step, reading, before);
  // Ansible connects to it next, so its address is needed.
  const isAddressless = before.decision.decision === 'verify' && answer.address === null && !step.request.checkMode;
  return isAddressless ? { ...answer, address: await awaitAddress(step) } : answer;
}

/** Whether nothing else must be read: it is skipped or deferred, or the inventory is out of date. */
const isFinal = ({ decision, code }: Decision): boolean => decision !== 'refuse' || code.startsWith('inventory-');

/** Whether it is refused because other members are out or not listed: then waiting may help. */
const isWaited = ({ code }: Decision): boolean => code === 'other-not-active' || code === 'other-missing';

const refuse = async (step: Step, reading: SettledReading, decision: Decision): Promise<AssessAnswer> =>
  answerOf(step, reading, {
    decision: await explained(step, reading, decision),
    instance: reading.instance,
    check: {},
  });

function conclude(step: Step, decision: Decision, target?: string | null): AssessAnswer {
  emitDecision(step, decision);
  return early(decision, step, target);
}
