import { decide, type Decision } from '../decide/decide.ts';
import { awaitsOnlyCheck, type CheckFacts, type Facts, type InstanceFacts, phaseOf } from '../decide/facts.ts';
import type { Step } from '../step/open-step.ts';
import { askHealth, awaitHealth } from './await-health.ts';
import { awaitPorts, portsAt } from './ports.ts';
import { reportPort } from './report-port.ts';
import { dueInstances, questionAbout } from './question.ts';
import { type ClusterReading, readFacts } from './read-facts.ts';

/** What came of checking a cluster before an instance of it may go. */
export interface BeforeCheck {
  decision: Decision;
  instance: InstanceFacts;
  check: CheckFacts;
}

interface Reading {
  facts: Facts;
  target: string;
  /** By the monotonic clock. */
  deadline: number;
}

const isWaiting = (decision: Decision | undefined): boolean =>
  decision?.decision === 'refuse' && decision.mayPass === true;

/** Reads until every other member is ACTIVE, waiting does not help, or time is up. */
async function awaitMembers(
  step: Step,
  { facts, target, deadline }: Reading,
  first: InstanceFacts,
): Promise<{ decision?: Decision; instance: InstanceFacts }> {
  const { context, roll, emit, subject } = step;
  let instance = first;
  let last = '';
  for (;;) {
    const decision = decide({ ...facts, instance });
    if (!decision || !isWaiting(decision) || context.clock.now() >= deadline || context.signal?.aborted) {
      return { decision, instance };
    }
    if (decision.reason !== last) {
      last = decision.reason;
      context.report(last);
      emit('gate_waiting', subject, { phase: 'before', reason: last, findings: decision.findings });
    }
    await context.clock.sleep(Math.max(roll.pollIntervalMs, 1), context.signal);
    instance = await readAgain(step, target, instance);
  }
}

/** A read that fails says nothing of the members, so the wait goes on with what was read before. */
async function readAgain(step: Step, target: string, last: InstanceFacts): Promise<InstanceFacts> {
  try {
    return (await readFacts(step, { target, withDeployments: false })).instance;
  } catch (error) {
    step.context.report(`still waiting: ${(error as Error).message}`);
    return last;
  }
}

/**
 * Asks ports and cluster. A member that is down, and due, goes first: nobody waits for its ports.
 */
async function ask(step: Step, { deadline }: Reading, instance: InstanceFacts): Promise<CheckFacts> {
  const { check, roll, context, request } = step;
  const left = (): number => Math.max(0, deadline - context.clock.now());
  const phase = phaseOf(instance);
  const dueIds = dueInstances(roll, request.play.hosts);
  const question = questionAbout(instance, roll, { phase, dueIds });
  const asks = check ? { ...step, check } : undefined;
  const isOnlyAsked = awaitsOnlyCheck(instance);

  const glance = asks && (roll.ports.length > 0 || isOnlyAsked) ? await askHealth(asks, question) : undefined;
  const health = asks && glance && { kind: asks.check.kind, judgement: glance };
  if (health && glance.yieldTo.length > 0) return { health };
  // What it still has to pass is waited for once it is verified; in check mode this is all that is seen of it.
  if (isOnlyAsked && !request.checkMode) return {};
  const others = instance.others.map(({ address }) => address);
  const addresses = isOnlyAsked ? [instance.address, ...others] : others;
  const closedPorts = await awaitPorts(portsAt(addresses, roll.ports), left(), context.clock, reportPort(step, phase));
  if (closedPorts.length > 0 || !asks) return { closedPorts };
  if (isOnlyAsked) return { closedPorts, health };
  // After one whose check was not passed, the next leaves only after as many checks as after a recycle.
  const isUnproved = instance.findings.some(({ code }) => code === 'gate-awaited');
  const count = isUnproved && !request.checkMode ? roll.checkCount : 1;
  const judgement = await awaitHealth(asks, question, { count, timeoutMs: left() });
  return { closedPorts, health: { kind: asks.check.kind, judgement } };
}

/** Waits until the cluster is healthy without the instance, under one deadline; decides with what was found. */
export async function checkBefore(
  step: Step,
  facts: Facts,
  { reading, target }: { reading: ClusterReading; target: string },
): Promise<BeforeCheck> {
  const { context, roll, request } = step;
  const deadline = context.clock.now() + (request.checkMode ? 0 : roll.gateTimeoutMs);
  const task = { facts, target, deadline };
  const { decision, instance } = await awaitMembers(step, task, reading.instance);
  if (decision) return { decision, instance, check: {} };
  const check = await ask(step, task, instance);
  const found = decide({ ...facts, instance, check });
  if (!found) throw new Error(`nothing decides about ${facts.ssi}`);
  return { decision: found, instance, check };
}
