import { EsgError, ExitCode } from '@esg-recycler/core';
import type { ClusterChange } from '@esg-recycler/cluster-health';
import { passGate } from '@esg-recycler/spotinst-stateful';
import { awaitHealth } from '../check/await-health.ts';
import { awaitMembers } from '../check/await-members.ts';
import { awaitPorts, portsAt } from '../check/ports.ts';
import { reportPort } from '../check/report-port.ts';
import { questionAbout } from '../check/question.ts';
import { blockedReason } from '../decide/decide.ts';
import type { MemberFact, MembersFacts } from '../decide/facts.ts';
import { memberFindings, membersOut, staysOut } from '../decide/members.ts';
import { kindOf } from '../step/open-check.ts';
import type { Step } from '../step/open-step.ts';
import { assessmentOf } from './prepare.ts';

/** How long what was read of the members counts, where nothing was waited for. Milliseconds. */
const freshMs = 1000;

/** What `instance-roller verify` prints. */
export interface VerifyAnswer {
  esg: string;
  ssi: string;
  restored?: ClusterChange;
  /** What was checked, for people. */
  message: string;
  /** Whether the end is on record; false where tasks of the user come first. */
  isFinished: boolean;
}

/** The instance itself counts as a member now. */
const everyMember = ({ stateful, address, isUnderWay, others }: MembersFacts, group: string): MemberFact[] => [
  { ssi: stateful.id, group, state: stateful.state, address, isUnderWay },
  ...others,
];

const failing = (message: string, code: string, findings: EsgError['findings'], hint?: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.refused, hint, findings });

/** A node that has just come back may need a while before it can be told anything. */
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
  const message = `The gate after the recycle of ${roll.instance} stayed shut: ${reason}`;
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
  const message = `${closed.address}:${closed.port} does not answer`;
  throw failing(`The gate after the recycle of ${roll.instance} stayed shut: ${message}`, 'port-closed', [
    { code: 'port-closed', severity: 'block', subject: closed.address, message },
  ]);
}

/** Waits until the instance's own ports answer: as long as its connection may take. */
async function awaitOwnPorts(step: Step, { address }: MembersFacts): Promise<void> {
  const { roll, context } = step;
  const [closed] = await awaitPorts(
    portsAt([address], roll.ports),
    roll.connectionTimeoutMs,
    context.clock,
    reportPort(step, 'after'),
  );
  if (!closed) return;
  const message = `${closed.address}:${closed.port} does not answer`;
  throw new EsgError(
    `${roll.instance}: ${message}, ${roll.connectionTimeoutMs / 1000} s after it could be connected to`,
    {
      code: 'port-closed',
      exitCode: ExitCode.refused,
      hint: 'Find out why its service does not start. The next run comes back to it before anything else is touched.',
    },
  );
}

/** Puts the end on record: the check after the recycle was passed. */
export async function finish(step: Step): Promise<void> {
  const { context, roll, emit, subject, request } = step;
  const { stateful, earlier } = assessmentOf(step);
  await passGate(context, { esg: roll.group, ssi: roll.instance });
  const unchanged = { changed: false, before: stateful, after: stateful };
  const { changed, before, after } = request.recycled ?? earlier ?? unchanged;
  emit('instance_finished', subject, { changed, before, after });
}

/**
 * After the recycle, once the machine can be connected to: waits for its ports, puts back what was prepared, and waits
 * until the whole cluster is healthy for as many checks in a row as wanted. Then puts the end on record, unless tasks of
 * the user come first.
 */
export async function verify(step: Step): Promise<VerifyAnswer> {
  const { roll, check, context, emit, subject } = step;
  const isEnough = ({ address }: MembersFacts): boolean => address !== null;
  const first = await awaitMembers(step, { isEnough, deadline: context.clock.now() + roll.connectionTimeoutMs });
  const readAt = context.clock.now();
  await awaitOwnPorts(step, first);
  const restored = await restoreCluster(step, first);

  const kind = kindOf(check);
  const phase = 'after' as const;
  emit('gate_waiting', subject, { phase, kind, ports: roll.ports });
  const beganAt = context.clock.now();
  const deadline = beganAt + roll.gateTimeoutMs;
  const left = (): number => Math.max(0, deadline - context.clock.now());
  const isFresh = beganAt - readAt < freshMs && membersOut(everyMember(first, '')).length === 0;
  const instance = isFresh ? first : await awaitHealthy(step, deadline);
  await awaitOpenPorts(step, instance, left());
  const findings = check ? await awaitHealthAfter({ ...step, check }, instance, left()) : [];
  emit('gate_passed', subject, { phase, kind, ports: roll.ports, findings });
  if (!roll.hasAfterTasks) await finish(step);
  const members = `${instance.others.length + 1} instances are ACTIVE`;
  const ports = roll.ports.length > 0 ? `, ports ${roll.ports.join(', ')} answer` : '';
  const message = `${members}${ports}${kind ? `, ${kind} is well` : ''}`;
  return { esg: subject.esg!, ssi: roll.instance, restored, message, isFinished: !roll.hasAfterTasks };
}

async function awaitHealthAfter(
  step: Step & { check: NonNullable<Step['check']> },
  instance: MembersFacts,
  timeoutMs: number,
): Promise<EsgError['findings']> {
  const { roll } = step;
  const question = questionAbout(instance, roll, { phase: 'after', dueIds: [] });
  const judgement = await awaitHealth(step, question, { count: roll.checkCount, timeoutMs });
  if (judgement.safe) return judgement.findings;
  const first = judgement.findings.find(({ severity }) => severity === 'block');
  const reason = blockedReason('after', question.node, judgement);
  throw failing(reason, first?.code ?? 'gate-shut', judgement.findings, first?.hint);
}
