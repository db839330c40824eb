import { describeLogDirsV1, describeLogDirsV4 } from '@platformatic/kafka';
import { evenWithErrors } from './even-with-errors.ts';
import type { KafkaSession } from './session.ts';

const storageError = 56;

/**
 * Reads the log directories that a broker took offline after a disk error. The request names no topic, so the response
 * does not list the contents of the directories.
 *
 * @throws Error if it does not report them
 */
export async function askOfflineDirs(session: KafkaSession): Promise<string[]> {
  const call = session.pick([describeLogDirsV4.api, describeLogDirsV1.api]);
  if (!call) throw new Error('it supports no known version of DescribeLogDirs');
  const { results } = await evenWithErrors(call.async(session.connection, []));
  if (results.length === 0) throw new Error('it reports no log directory: the user needs DESCRIBE on the cluster');
  return results.filter(({ errorCode }) => errorCode === storageError).map(({ logDir }) => logDir);
}
