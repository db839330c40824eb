import { blocking, EsgError, ExitCode, type Finding, stopwatch, stopwatchSince } from '@esg-recycler/core';
import { repeatedCheck, type RepeatedCheck } from '@esg-recycler/spotinst-stateful';
import { awaitHealth } from '../check/await-health.ts';
import { awaitPorts, portsAt } from '../check/ports.ts';
import { reportPort } from '../check/report-port.ts';
import { stoppableClock } from '../check/stoppable-clock.ts';
import { blockedReason } from '../decide/decide.ts';
import type { Step } from '../step/open-step.ts';
import { assessedQuestion, assessmentOf } from './assessment.ts';

/** The maximum wait of the check right before the request, in milliseconds: a drained node is down too. */
const recheckMs = 120_000;

const refusal = (message: string, findings: readonly Finding[], hint?: string): EsgError => {
  const [first] = blocking(findings);
  return new EsgError(message, {
    code: first?.code ?? 'gate-shut',
    exitCode: ExitCode.refused,
    hint: hint ?? first?.hint,
    findings: [...findings],
  });
};

/** How long the checks of ports and health may take together, in milliseconds. */
const freshMs = 1000;

/** @throws EsgError `port-closed`, exit code 3 */
async function recheckPorts(step: Step, timeoutMs: number): Promise<void> {
  const { roll, context } = step;
  const { node, nodes = [] } = assessedQuestion(step, 'before');
  const others = nodes.filter((address) => address !== node);
  const onClosed = reportPort(step, 'before');
  const [closed] = await awaitPorts(portsAt(others, roll.ports), timeoutMs, stoppableClock(context), onClosed);
  if (!closed) return;
  const message = `${closed.address}:${closed.port} no longer accepts connections: it did before ${roll.instance} was prepared for its recycle`;
  throw refusal(message, [{ code: 'port-closed', severity: 'block', subject: closed.address, message }]);
}

/**
 * Checks again, because minutes may have passed since the check before. The node itself may be drained: its absence does
 * not block. Kinds of health check for which an outage was accepted are skipped after a drain.
 *
 * @param count how many health checks in a row must pass: after waiting for another recycle, as many as after a recycle
 * @returns milliseconds since the first of the checks that count began
 */
export async function checkAgain(step: Step, count = 1): Promise<() => number> {
  const age = stopwatch(step.context.clock);
  await recheckPorts(step, Math.min(step.roll.gateTimeoutMs, recheckMs));
  const healthAge = await recheckHealth(step, count);
  if (age() <= freshMs) return age;
  // Ports that were open at first may be closed by now.
  const portsAge = stopwatch(step.context.clock);
  await recheckPorts(step, 0);
  return healthAge ?? portsAge;
}

/** @returns milliseconds since the last check began; undefined when there is no health check */
async function recheckHealth(step: Step, count: number): Promise<(() => number) | undefined> {
  const { request, roll } = step;
  const check = step.check?.without(request.isDrained ? assessmentOf(step).outageKinds : []);
  if (!check) return undefined;
  const { nodes = [], expect = nodes.length, ...question } = assessedQuestion(step, 'before');
  const timeoutMs = Math.min(roll.gateTimeoutMs, recheckMs + count * roll.checkIntervalMs);
  const judgement = await awaitHealth(
    { ...step, check },
    { ...question, nodes, expect, due: [] },
    { count, timeoutMs },
  );
  if (judgement.safe) return judgement.age;
  throw refusal(blockedReason('before', question.node, judgement), judgement.findings);
}

/** The check of the assessment, which was made by another process. */
export const assessedCheck = (step: Step): RepeatedCheck =>
  repeatedCheck({
    age: stopwatchSince(assessmentOf(step).checkedAt, step.context.clock),
    repeat: () => checkAgain(step),
  });
