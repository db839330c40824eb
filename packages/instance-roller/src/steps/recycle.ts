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

/** How long the check right before the request waits at most: a drained node is out as well. Milliseconds. */
const recheckMs = 120_000;

/** What `instance-roller recycle` prints. */
export interface RecycleAnswer extends Pick<RecycleResult, 'changed' | 'before' | 'after' | 'evidence' | 'findings'> {
  /** Where the instance is by now. */
  address: string;
  /** Whether it is another machine than the one that was assessed, whoever replaced it. */
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
  const message = `${closed.address}:${closed.port} does not answer any more: it did before ${roll.instance} was to go`;
  throw refusal(message, [{ code: 'port-closed', severity: 'block', subject: closed.address, message }]);
}

/**
 * Minutes may lie between the check and here. The node's own absence blocks nothing, so it may be drained; where it was
 * accepted that the cluster does not serve without it, its absence is all that a health check would find.
 *
 * @param count how many health checks in a row must pass: where another recycle was waited for, the cluster was checked
 * before that one took a node away, and is checked as after a recycle
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

/** Prepares the cluster where that was no step of its own, checks once more, and recycles the instance with proof. */
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
