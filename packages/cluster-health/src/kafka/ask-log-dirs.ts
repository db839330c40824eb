import { describeLogDirsV1, describeLogDirsV4 } from '@platformatic/kafka';
import { evenWithErrors } from './even-with-errors.ts';
import type { KafkaSession } from './session.ts';

const storageError = 56;

/**
 * Asks a broker for those of its log directories that it has given up after an error of the disk. It asks for no topic:
 * the directories come without what is in them.
 *
 * @throws Error where it does not tell
 */
export async function askOfflineDirs(session: KafkaSession): Promise<string[]> {
  const call = session.pick([describeLogDirsV4.api, describeLogDirsV1.api]);
  if (!call) throw new Error('it speaks no version of DescribeLogDirs that is understood');
  const { results } = await evenWithErrors(call.async(session.connection, []));
  if (results.length === 0) throw new Error('it tells no log directory: its user needs DESCRIBE on the cluster');
  return results.filter(({ errorCode }) => errorCode === storageError).map(({ logDir }) => logDir);
}
