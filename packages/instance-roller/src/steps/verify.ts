import { EsgError, ExitCode, stopwatch } from '@esg-recycler/core';
import type { ClusterChange, ClusterJudgement } from '@esg-recycler/cluster-health';
import { passGate } from '@esg-recycler/spotinst-stateful';
import { awaitHealth } from '../check/await-health.ts';
import { awaitMembers } from '../check/await-members.ts';
import { awaitPorts, portsAt } from '../check/ports.ts';
import { reportPort } from '../check/report-port.ts';
import { questionAbout } from '../check/question.ts';
import { blockedReason, checkFails, portClosed } from '../decide/decide.ts';
import type { MemberFact, MembersFacts } from '../decide/facts.ts';
import { memberFindings, membersOut, staysOut } from '../decide/members.ts';
import { kindOf } from '../step/open-check.ts';
import type { Step } from '../step/open-step.ts';
import { assessmentOf } from './assessment.ts';

/** How old the read of the members may be, in milliseconds. */
const freshMs = 1000;

/** What `instance-roller verify` prints. */
export interface VerifyAnswer {
  esg: string;
  ssi: string;
  restored?: ClusterChange;
  /** What was checked, for people. */
  message: string;
  /** Whether the result is recorded; false when tasks of the user run first. */
  isFinished: boolean;
}

/** All members, including the instance itself. */
const everyMember = ({ stateful, address, isUnderWay, others }: MembersFacts, group: string): MemberFact[] => [
  { ssi: stateful.id, group, state: stateful.state, address, isUnderWay },
  ...others,
];

const failing = (message: string, code: string, findings: EsgError['findings'], hint?: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.refused, hint, findings });

/** Retries, because a node that has just come back may not accept requests yet. */
async function restoreCluster(step: Step, instance: MembersFacts): Promise<ClusterChange | undefined> {
  const { check, context, roll, verifyLease } = step;
  if (!check?.changesCluster) return undefined;
  await verifyLease();
  const question = questionAbout(instance, roll, { phase: 'after', dueIds: [] });
  const deadline = context.clock.now() + roll.connectionTimeoutMs;
  for (;;) {
    try {
      return await check.restore(question);
    } catch (error) {
      if (context.clock.now() >= deadline) throw error;
      context.report(`restoring again: ${(error as Error).message}`);
    }
    await context.clock.sleep(Math.max(roll.pollIntervalMs, 1), context.signal);
  }
}

/** Waits until every member is ACTIVE and has an address. */
async function awaitHealthy(step: Step, deadline: number): Promise<MembersFacts> {
  const { roll, cluster } = step;
  const outOf = (instance: MembersFacts): MemberFact[] => membersOut(everyMember(instance, cluster.own.group.id));
  const isEnough = (instance: MembersFacts): boolean => {
    const out = outOf(instance);
    return out.length === 0 || out.some(staysOut);
  };
  const instance = await awaitMembers(step, { isEnough, deadline });
  const findings = memberFindings(outOf(instance));
  if (findings.length === 0) return instance;
  const reason = findings.map(({ message }) => message).join(', ');
  const hint = findings.find((finding) => finding.hint)?.hint;
  const message = `${checkFails('after', roll.instance)}: ${reason}`;
  throw failing(message, 'other-not-active', findings, hint);
}

async function awaitOpenPorts(step: Step, instance: MembersFacts, timeoutMs: number): Promise<void> {
  const { roll, context, cluster } = step;
  const addresses = everyMember(instance, cluster.own.group.id).map(({ address }) => address);
  const [closed] = await awaitPorts(
    portsAt(addresses, roll.ports),
    timeoutMs,
    context.clock,
    reportPort(step, 'after'),
  );
  if (!closed) return;
  const message = portClosed(closed);
  throw failing(`${checkFails('after', roll.instance)}: ${message}`, 'port-closed', [
    { code: 'port-closed', severity: 'block', subject: closed.address, message },
  ]);
}

/** Waits until the instance's own ports are open, up to the connection timeout. */
async function awaitOwnPorts(step: Step, { address }: MembersFacts): Promise<void> {
  const { roll, context } = step;
  const [closed] = await awaitPorts(
    portsAt([address], roll.ports),
    roll.connectionTimeoutMs,
    context.clock,
    reportPort(step, 'after'),
  );
  if (!closed) return;
  throw new EsgError(
    `${roll.instance}: ${portClosed(closed)} ${roll.connectionTimeoutMs / 1000} s after Ansible connected to the machine`,
    {
      code: 'port-closed',
      exitCode: ExitCode.refused,
      hint: 'Find out why its service does not start, then run the same command again: it checks this instance before it recycles another one.',
    },
  );
}

/** Records that the health check after the recycle has passed. */
export async function finish(step: Step): Promise<void> {
  const { context, roll, emit, subject, request } = step;
  const { stateful, earlier } = assessmentOf(step);
  await passGate(context, { esg: roll.group, ssi: roll.instance });
  const unchanged = { changed: false, before: stateful, after: stateful };
  const { changed, before, after } = request.recycled ?? earlier ?? unchanged;
  emit('instance_finished', subject, { changed, before, after });
}

/**
 * Runs after the recycle, once Ansible can connect to the machine: waits for its ports, restores what was prepared, and
 * waits until enough health checks of the cluster have passed in a row. Then records the result, unless tasks of the
 * user run first.
 */
export async function verify(step: Step): Promise<VerifyAnswer> {
  const { roll, check, context, emit, subject } = step;
  const isEnough = ({ address }: MembersFacts): boolean => address !== null;
  const first = await awaitMembers(step, { isEnough, deadline: context.clock.now() + roll.connectionTimeoutMs });
  const age = stopwatch(context.clock);
  await awaitOwnPorts(step, first);
  const restored = await restoreCluster(step, first);

  const kind = kindOf(check);
  const phase = 'after' as const;
  const count = check ? roll.checkCount : undefined;
  emit('gate_waiting', subject, { phase, kind, ports: roll.ports, count });
  const deadline = context.clock.now() + roll.gateTimeoutMs;
  const left = (): number => Math.max(0, deadline - context.clock.now());
  const isFresh = age() < freshMs && membersOut(everyMember(first, '')).length === 0;
  const instance = isFresh ? first : await awaitHealthy(step, deadline);
  await awaitOpenPorts(step, instance, left());
  const passed = check ? await awaitHealthAfter({ ...step, check }, instance, left()) : undefined;
  const { findings = [], numbers } = passed ?? {};
  emit('gate_passed', subject, { phase, kind, ports: roll.ports, findings, count, numbers });
  if (!roll.hasAfterTasks) await finish(step);
  const members = `${instance.others.length + 1} instances are ACTIVE`;
  const ports = roll.ports.length > 0 ? `, ports ${roll.ports.join(', ')} are open` : '';
  const message = `${members}${ports}${kind ? `, health check ${kind} passes` : ''}`;
  return { esg: subject.esg!, ssi: roll.instance, restored, message, isFinished: !roll.hasAfterTasks };
}

async function awaitHealthAfter(
  step: Step & { check: NonNullable<Step['check']> },
  instance: MembersFacts,
  timeoutMs: number,
): Promise<ClusterJudgement> {
  const { roll } = step;
  const question = questionAbout(instance, roll, { phase: 'after', dueIds: [] });
  const judgement = await awaitHealth(step, question, { count: roll.checkCount, timeoutMs });
  if (judgement.safe) return judgement;
  const first = judgement.findings.find(({ severity }) => severity === 'block');
  const reason = blockedReason('after', question.node, judgement);
  throw failing(reason, first?.code ?? 'gate-shut', judgement.findings, first?.hint);
}
