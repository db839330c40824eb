import { askWord } from './ask-member.ts';
import { PortClosedError } from './client-port.ts';
import { ConfigNodeRefusedError, readConfigNode } from './config-node.ts';
import { type EnsembleConfiguration, parseConfiguration } from './configuration.ts';
import type { ZookeeperOptions } from './options.ts';
import type { ZookeeperMember } from './snapshot.ts';

/** The configuration of a serving member, or why it cannot be read. */
type MemberConfiguration = Pick<ZookeeperMember, 'serverId' | 'configuration' | 'unread'>;

/**
 * Reads the ensemble configuration from a member: with the four-letter word `conf`, or, if that is not whitelisted (the
 * default), from the node `/zookeeper/config`, which anybody may read. The AdminServer does not report weights. This
 * never rejects.
 */
export async function readConfiguration(
  address: string,
  options: ZookeeperOptions,
  signal: AbortSignal,
): Promise<MemberConfiguration> {
  let whyNotConf = 'conf does not report the server lines';
  try {
    const answer = await askWord(address, 'conf', options, signal);
    const configuration = parseConfiguration(answer);
    const [, id] = /^serverId=(\d+)/m.exec(answer) ?? [];
    if (configuration && id) return { configuration, serverId: Number(id) };
  } catch (error) {
    whyNotConf = (error as Error).message;
  }
  try {
    const { text, serverByte } = await readConfigNode(address, options, signal);
    const configuration = parseConfiguration(text);
    if (configuration === undefined) throw new Error('/zookeeper/config has no server lines');
    return { configuration, serverId: findServerId(configuration, serverByte) };
  } catch (error) {
    const { cause, message } = error as Error;
    // The AdminServer reported that the member serves, so its client port is closed only to the controller.
    const isLasting = cause instanceof ConfigNodeRefusedError ? cause.isLasting : error instanceof PortClosedError;
    return { unread: { why: `${whyNotConf}; ${message}`, ...(isLasting && { isLasting }) } };
  }
}

/** The id that ends with this byte. A server without a server line is identified by the byte alone. */
function findServerId({ servers }: EnsembleConfiguration, byte: number): number | undefined {
  const [id = byte, ...more] = [...servers.keys()].filter((each) => each % 256 === byte);
  return more.length === 0 ? id : undefined;
}
