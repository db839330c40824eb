import { readScenario } from '../scenario-file.ts';
import { startSimulator } from '../start-simulator.ts';

interface ServeOptions {
  scenario: string;
  port: number;
  json?: boolean;
}

/** Serves a scenario until it is signalled, then ends every process of it. */
export async function serve({ scenario, port, json }: ServeOptions): Promise<void> {
  const parsed = readScenario(scenario);
  // From before anything runs until the end, so that no signal ever leaves a machine behind.
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
  });
  const simulator = await startSimulator(parsed, { port });
  const { url, accountId } = simulator;
  process.stdout.write(
    json ? `${JSON.stringify({ url, accountId })}\n` : `The Spot API listens on ${url} (account ${accountId})\n`,
  );
  await signalled;
  await simulator.stop();
}
