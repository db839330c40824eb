import { blocking, createEventWriter, ExitCode, parseDuration, printJson } from '@esg-recycler/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClusterCheck } from '../check/cluster-check.ts';
import { waitAtGate } from '../judging/gate.ts';
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

/** Looks at the cluster until the gate opens or its time is up; prints what was found last. Exit code 3 when it is shut. */
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
  const tell = createTeller(question.phase, question.node, given.count);
  const judgement = await waitAtGate(checkOnce, limits, clock, tell);
  printJson({ kind, phase: question.phase, node: question.node, ...judgement });
  process.exitCode = judgement.safe ? ExitCode.done : ExitCode.refused;
}

/** Tells of the gate when what keeps it shut is another than before, and of every clean look. */
function createTeller(phase: string, node: string, count: number) {
  const emit = createEventWriter();
  let reported = '';
  return (judgement: Judgement, clean: number): void => {
    const findings = blocking(judgement.findings);
    const { yieldTo } = judgement;
    const reason = [
      ...findings.map(({ code, message }) => `${code}: ${message}`),
      ...(yieldTo.length > 0 ? [`to be recycled before it: ${yieldTo.join(', ')}`] : []),
    ].join('. ');
    const text = clean > 0 ? `well, look ${clean} of ${count}` : reason;
    if (text === reported) return;
    reported = text;
    process.stderr.write(`gate ${phase} ${node}: ${text}\n`);
    if (findings.length > 0)
      emit('gate_waiting', { ssi: process.env['ESG_RECYCLER_SSI'], host: node }, { phase, reason, findings });
  };
}
