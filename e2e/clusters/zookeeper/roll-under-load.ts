import type { LoadReport } from '../load.ts';
import { startZooKeeperLoad } from './load.ts';
import type { Ensemble } from './start-ensemble.ts';
import { watchZooKeeper, type ZooKeeperAvailability } from './watch.ts';

interface RolledEnsemble {
  exitCode?: number;
  stdout: string;
  stderr: string;
  load: LoadReport;
  seen: ZooKeeperAvailability;
}

/** Rolls all instances of an ensemble during writes and reads. */
export async function rollUnderLoad({ addresses, startRoll }: Ensemble): Promise<RolledEnsemble> {
  const watch = watchZooKeeper(addresses);
  const writing = await startZooKeeperLoad(addresses);
  const { exitCode, stdout, stderr } = await startRoll();
  const [load, seen] = await Promise.all([writing.stop(), watch.stop()]);
  const { acknowledged, longestPauseMs } = load;
  process.stderr.write(
    `ZooKeeper, a complete roll: ${seen.secondsWithoutQuorum.toFixed(2)} s without quorum, ${seen.elections} election(s), ` +
      `${acknowledged} acknowledged, at most ${longestPauseMs} ms between two\n`,
  );
  return { exitCode, stdout, stderr, load, seen };
}
