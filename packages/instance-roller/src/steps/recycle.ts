import { blocking, EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { type RecycleResult, recycle as recycleInstance } from '@esg-recycler/spotinst-stateful';
import { awaitHealth } from '../check/await-health.ts';
import { awaitAddress } from '../check/await-members.ts';
import { awaitPorts, portsAt } from '../check/ports.ts';
import { reportPort } from '../check/report-port.ts';
import { blockedReason } from '../decide/decide.ts';
import type { Step } from '../step/open-step.ts';
import { assessedQuestion, assessmentOf, prepare } from './prepare.ts';

/** The maximum wait of the check right before the request, in milliseconds: a drained node is down too. */
const recheckMs = 120_000;

/** What `instance-roller recycle` prints. */
export interface RecycleAnswer extends Pick<RecycleResult, 'changed' | 'before' | 'after' | 'evidence' | 'findings'> {
  /** The current address of the instance. */
  address: string;
  /** Whether it is another machine than the assessed one, no matter who replaced it. */
  isReplaced: boolean;
}

const refusal = (message: string, findings: readonly Finding[], hint?: string): EsgError => {
  const [first] = blocking(findings);
  return new EsgError(message, {
    code: first?.code ?? 'gate-shut',
    exitCode: ExitCode.refused,
    hint: hint ?? first?.hint,
    findings: [...findings],
  });
};

/** @throws EsgError `port-closed`, exit code 3 */
async function recheckPorts(step: Step): Promise<void> {
  const { roll, context } = step;
  const { node, nodes = [] } = assessedQuestion(step, 'before');
  const others = nodes.filter((address) => address !== node);
  const timeoutMs = Math.min(roll.gateTimeoutMs, recheckMs);
  const onClosed = reportPort(step, 'before');
  const [closed] = await awaitPorts(portsAt(others, roll.ports), timeoutMs, context.clock, onClosed);
  if (!closed) return;
  const message = `${closed.address}:${closed.port} no longer accepts connections: it did before ${roll.instance} was prepared for its recycle`;
  throw refusal(message, [{ code: 'port-closed', severity: 'block', subject: closed.address, message }]);
}

/**
 * Checks again, because minutes may have passed since the check before. The node itself may be drained: its absence does
 * not block. Kinds of health check for which an outage was accepted are skipped after a drain.
 *
 * @param count how many health checks in a row must pass: after waiting for another recycle, as many as after a recycle
 */
async function checkAgain(step: Step, count = 1): Promise<void> {
  const { request, roll } = step;
  await recheckPorts(step);
  const check = step.check?.without(request.isDrained ? assessmentOf(step).outageKinds : []);
  if (!check) return;
  const { nodes = [], expect = nodes.length, ...question } = assessedQuestion(step, 'before');
  const timeoutMs = Math.min(roll.gateTimeoutMs, recheckMs + count * roll.checkIntervalMs);
  const judgement = await awaitHealth(
    { ...step, check },
    { ...question, nodes, expect, due: [] },
    { count, timeoutMs },
  );
  if (judgement.safe) return;
  throw refusal(blockedReason('before', question.node, judgement), judgement.findings);
}

/** Prepares the cluster unless a separate step did so, checks again, recycles the instance, and verifies the result. */
export async function recycle(step: Step): Promise<RecycleAnswer> {
  const { context, cluster, roll, request } = step;
  const { target, stateful, persistence, isUnderWay } = assessmentOf(step);
  const prepared = request.prepared ?? (await prepare(step));
  if (roll.hasBeforeTasks || prepared.changed || request.isDrained) await checkAgain(step);
  const { waitTimeoutMs: timeoutMs, pollIntervalMs, since, replaceRoot, instance: ssi } = roll;
  const assessed = { instance: stateful as StatefulInstance, persistence, findings: [] };
  const result = await recycleInstance(context, {
    esg: cluster.own.group.id,
    ssi,
    target,
    since,
    replaceRoot,
    timeoutMs,
    pollIntervalMs: Math.max(pollIntervalMs, 1),
    ...(!isUnderWay && { assessed }),
    checkAgain: () => checkAgain(step, roll.checkCount),
  });
  const { changed, before, after, evidence } = result;
  return {
    changed,
    before,
    after,
    evidence,
    findings: result.findings,
    address: after.privateIp ?? (await awaitAddress(step)),
    isReplaced: changed || after.instanceId !== stateful.instanceId,
  };
}
