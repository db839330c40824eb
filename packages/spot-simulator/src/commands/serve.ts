import { readScenario } from '../scenario-file.ts';
import { startSimulator } from '../start-simulator.ts';

interface ServeOptions {
  scenario: string;
  port: number;
  json?: boolean;
}

/** Serves a scenario until a signal arrives, then ends all its processes. */
export async function serve({ scenario, port, json }: ServeOptions): Promise<void> {
  const parsed = readScenario(scenario);
  // Register before the first process starts, so that no signal leaves an orphaned process.
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
