import { createEventWriter, EsgError, ExitCode } from '@esg-recycler/core';
import type { ClusterJudgement, HealthQuestion } from '@esg-recycler/cluster-health';
import { monotonicClock } from '@esg-recycler/spotinst-stateful';
import { z } from 'zod';
import { awaitPorts, portsAt } from '../check/ports.ts';
import type { CheckFacts, ConnectionFact } from '../decide/facts.ts';
import { readVariables, type RollSettings } from '../settings/variables.ts';
import { openCheck } from '../step/open-check.ts';
import { checkHealthSettings } from '../step/health-settings.ts';

const planRequest = z.object({
  /** The hosts of the instances to recycle, with their variables `esg_recycle_…`. */
  hosts: z.array(
    z.object({
      host: z.string(),
      instance: z.string(),
      variables: z.record(z.string(), z.unknown()),
      connection: z.object({ isReached: z.boolean(), reason: z.string().optional() }).nullish(),
    }),
  ),
  /** `esg_recycle_health` of every host of the cluster; null when a host has none. */
  checks: z.record(z.string(), z.string().nullish()),
  runOverrides: z.array(z.string()).default([]),
  cluster: z.string(),
  /** Every instance of the cluster. */
  members: z.array(z.object({ ssi: z.string(), address: z.string().nullable() })),
  /** The instances to recycle, each with the phase in which the cluster is checked. */
  due: z.array(z.object({ ssi: z.string(), phase: z.enum(['before', 'after']) })),
});

export type PlanCheckRequest = z.input<typeof planRequest>;

/** The results of one check of the cluster for an instance to recycle. */
export interface PlanCheck extends CheckFacts {
  ssi: string;
  host: string;
  connection?: ConnectionFact;
}

interface Task {
  ssi: string;
  host: string;
  roll: RollSettings;
  connection?: ConnectionFact;
  question: HealthQuestion;
  /** The addresses whose ports must be open. */
  addresses: string[];
}

type Plan = z.output<typeof planRequest>;

function questionOf(
  { members, due }: Plan,
  ssi: string,
  { nodes, expectedNodes, inventory }: RollSettings,
): { question: HealthQuestion; addresses: string[] } {
  const phase = due.find((one) => one.ssi === ssi)?.phase ?? 'before';
  const node = members.find((member) => member.ssi === ssi)?.address ?? inventory.address ?? ssi;
  const others = members.filter((member) => member.ssi !== ssi);
  const addressed = others.flatMap(({ address }) => address ?? []);
  const listed = nodes ?? [node, ...addressed];
  const question: HealthQuestion = {
    phase,
    node,
    nodes: listed,
    expect: expectedNodes ?? members.length,
    due: others.flatMap((other) =>
      other.address !== null && listed.includes(other.address) && due.some((one) => one.ssi === other.ssi)
        ? [other.address]
        : [],
    ),
  };
  return { question, addresses: phase === 'after' ? [node, ...addressed] : addressed };
}

const tasksOf = (plan: Plan): Task[] =>
  plan.hosts
    .filter(({ instance }) => plan.due.some(({ ssi }) => ssi === instance))
    .map(({ host, instance: ssi, variables, connection }) => {
      const roll = readVariables(variables, plan.runOverrides);
      return { ssi, host, roll, connection: connection ?? undefined, ...questionOf(plan, ssi, roll) };
    });

/** Checks once for all hosts with the same settings. */
async function judgeAll(tasks: readonly Task[]): Promise<Map<string, CheckFacts['health']>> {
  const alike = Map.groupBy(tasks, ({ roll: { checks, overrides } }) => JSON.stringify([checks, overrides]));
  const judged = [...alike.values()].map(async (same): Promise<[string, CheckFacts['health']][]> => {
    const check = await openCheck(same[0]!.roll);
    const judgements: (ClusterJudgement | undefined)[] = check
      ? await check.evaluate(same.map(({ question }) => question))
      : [];
    return same.map(({ ssi }, index) => {
      const judgement = judgements[index];
      return [ssi, check && judgement && { kinds: check.kinds, judgement }];
    });
  });
  return new Map((await Promise.all(judged)).flat());
}

/** Tries every port once, even when several instances wait for it. */
async function closedPortsOf(tasks: readonly Task[]): Promise<(task: Task) => CheckFacts['closedPorts']> {
  const wanted = tasks.flatMap(({ addresses, roll }) => portsAt(addresses, roll.ports));
  const nameOf = ({ address, port }: { address: string; port: number }) => `${address}:${port}`;
  const distinct = [...new Map(wanted.map((one) => [nameOf(one), one])).values()];
  const closed = new Set((await awaitPorts(distinct, 0, monotonicClock)).map(nameOf));
  return ({ addresses, roll }) => portsAt(addresses, roll.ports).filter((one) => closed.has(nameOf(one)));
}

/** Checks cluster, ports and connections once for all instances of a plan. The runner decides with the results. */
export async function checkPlan(request: unknown): Promise<{ instances: PlanCheck[] }> {
  const parsed = planRequest.safeParse(request);
  if (!parsed.success) {
    throw new EsgError(`The request on standard input is invalid: ${parsed.error.message}`, {
      code: 'request-invalid',
      exitCode: ExitCode.usage,
      hint: 'The playbook check writes this request. To check by hand, run recycle-runner plan.',
    });
  }
  checkHealthSettings(parsed.data.checks, parsed.data.cluster);
  const tasks = tasksOf(parsed.data);
  const [judged, closedOf] = await Promise.all([judgeAll(tasks), closedPortsOf(tasks)]);
  const emit = createEventWriter();
  const instances = tasks.map((task): PlanCheck => {
    const { ssi, host, connection } = task;
    return { ssi, host, connection, closedPorts: closedOf(task), health: judged.get(ssi) };
  });
  for (const { ssi, host, ...checked } of instances) emit('instance_checked', { ssi, host }, checked);
  return { instances };
}
