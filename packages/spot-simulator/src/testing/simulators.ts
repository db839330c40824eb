import { afterEach } from '@jest/globals';
import type { ScenarioInput } from '../scenario.ts';
import type { Simulator } from '../simulator.ts';
import { startSimulator } from '../start-simulator.ts';
import { type ApiCaller, callerOf } from './caller.ts';

/** Gives each test its own fast simulators, and stops them after the test. */
export function simulatorsPerTest(): (scenario?: ScenarioInput) => Promise<Simulator & { call: ApiCaller }> {
  const running: Simulator[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
  });
  return async (scenario = {}) => {
    const quick = { lagMs: 5, requestedMs: 2, durationMs: 10 };
    const simulator = await startSimulator({ ...scenario, recycling: { ...quick, ...scenario.recycling } });
    running.push(simulator);
    return { ...simulator, call: callerOf(simulator) };
  };
}
