import { blocking, createEventWriter, ExitCode, parseDuration, printJson } from '@esg-recycler/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClusterCheck } from '../check/cluster-check.ts';
import { waitUntilHealthy } from '../judging/wait-until-healthy.ts';
import type { ClusterJudgement } from '../judging/combine.ts';
import type { Judgement } from '../judging/judgement.ts';
import { settleQuestion } from '../kind/settle-question.ts';
import type { CommonArguments } from './arguments.ts';
import { readOptionsFile } from './options-file.ts';

export interface CheckArguments extends CommonArguments {
  override?: string[];
  count: number;
  interval: string;
  timeout: string;
}

/** Checks the cluster until it passes or the timeout expires, and prints the last result. Exit code 3 if it fails. */
export async function check(kind: string, given: CheckArguments): Promise<void> {
  const limits = {
    count: given.count,
    intervalMs: parseDuration(given.interval, '--interval'),
    timeoutMs: parseDuration(given.timeout, '--timeout'),
  };
  const question = settleQuestion(given);
  const options = await readOptionsFile(given.config);
  const { evaluate } = await openClusterCheck({ checks: [{ kind, options }], overrides: given.override ?? [] });
  const checkOnce = async (): Promise<Judgement> => {
    const [{ outageKinds: _, ...judgement }] = (await evaluate([question])) as [ClusterJudgement];
    return judgement;
  };
  const clock = { now: () => performance.now(), sleep: (ms: number) => sleep(Math.ceil(ms)) };
  const report = createReporter(question.phase, question.node, given.count);
  const judgement = await waitUntilHealthy(checkOnce, limits, clock, report);
  printJson({ kind, phase: question.phase, node: question.node, ...judgement });
  process.exitCode = judgement.safe ? ExitCode.done : ExitCode.refused;
}

/** Reports every passed check, and a failing one whenever its reason changes. */
function createReporter(phase: string, node: string, count: number) {
  const emit = createEventWriter();
  let reported = '';
  return (judgement: Judgement, clean: number): void => {
    const findings = blocking(judgement.findings);
    const { yieldTo } = judgement;
    const reason = [
      ...findings.map(({ code, message }) => `${code}: ${message}`),
      ...(yieldTo.length > 0 ? [`these nodes go first: ${yieldTo.join(', ')}`] : []),
    ].join('. ');
    const text = clean > 0 ? `passed, ${clean} of ${count}` : reason;
    if (text === reported) return;
    reported = text;
    process.stderr.write(`health check ${phase} the recycle of ${node}: ${text}\n`);
    if (findings.length > 0)
      emit('gate_waiting', { ssi: process.env['ESG_RECYCLER_SSI'], host: node }, { phase, reason, findings });
  };
}
