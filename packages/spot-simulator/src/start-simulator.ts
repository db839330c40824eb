import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { EsgError, ExitCode } from '@esg-recycler/core';
import { Api } from './api.ts';
import { Cloud } from './cloud.ts';
import { serveControl } from './control.ts';
import { maxOut, type SimulatorEvent } from './event-log.ts';
import { type FaultInput, FaultPlan, faultSchema } from './fault.ts';
import { randomNumbers } from './random.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { SimulatedRequest } from './request-record.ts';
import { parseScenario } from './scenario-file.ts';
import type { ScenarioInput } from './scenario.ts';
import { createApiServer } from './server.ts';
import type { Simulator } from './simulator.ts';
import { Waiters } from './waiters.ts';

interface StartOptions {
  /** Default: any free port. */
  port?: number;
  host?: string;
}

/**
 * Starts the Spot API on loopback.
 *
 * @throws EsgError `scenario-invalid`, `port-unavailable`
 */
export async function startSimulator(
  input: ScenarioInput,
  { port = 0, host = '127.0.0.1' }: StartOptions = {},
): Promise<Simulator> {
  const scenario = parseScenario(input);
  const log: SimulatorEvent[] = [];
  const requests: SimulatedRequest[] = [];
  const waiters = new Waiters();
  const cloud = new Cloud(scenario, (event) => {
    log.push(event);
    waiters.check();
  });
  const faults = new FaultPlan(scenario.faults);
  const limiter = new RateLimiter(scenario.rateLimits, Date.now);
  const fail = (fault: FaultInput): void => faults.add(faultSchema.parse(fault));
  const control = { log, requests, cloud, fail, maxOut: (groups?: readonly string[]) => maxOut(log, groups) };
  const random = randomNumbers(scenario.answers.suspensionSeed);
  const groupDelayMs = (): number => (scenario.answers.groupLagMs === 0 ? 0 : random() * scenario.answers.groupLagMs);
  const suspensionDelayMs = (): number => random() * scenario.answers.suspensionLagMs;
  const server = createApiServer({
    api: new Api({ ...scenario, cloud, limiter, faults, groupDelayMs, suspensionDelayMs }),
    latencyMs: scenario.latencyMs,
    control: (request, response) => serveControl(control, request, response),
    onArrival: (record) => {
      requests.push(record);
      waiters.check();
    },
    onAnswer: () => waiters.check(),
  });

  const stop = async (): Promise<void> => {
    if (server.listening) {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }
    await cloud.stop();
  };

  try {
    await cloud.start(scenario);
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    await stop();
    if (error instanceof EsgError) throw error;
    throw new EsgError(`The simulator cannot listen on ${host}:${port}: ${(error as Error).message}`, {
      code: 'port-unavailable',
      exitCode: ExitCode.usage,
      hint: 'Choose another port, or leave the port out to use any free port.',
      cause: error,
    });
  }
  const [{ tokens, accounts } = { tokens: [], accounts: [] }] = scenario.organizations;
  return {
    ...control,
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    token: tokens[0] ?? '',
    accountId: accounts[0] ?? '',
    waitFor: (predicate, timeoutMs) => waiters.wait(predicate, timeoutMs),
    stop,
  };
}
