import type { Socket } from 'node:net';
import { converse } from './client-port.ts';
import type { ZookeeperOptions } from './options.ts';

const path = '/zookeeper/config';
/** Milliseconds. The session is closed long before. */
const sessionTimeout = 10_000;
const operation = { getData: 4, closeSession: -11 };
/** A little more than ZooKeeper's own limit of a node (`jute.maxbuffer`). */
const maxFrameLength = 2_000_000;

/** ZooKeeper's errors: https://zookeeper.apache.org/doc/current/apidocs/zookeeper-server/org/apache/zookeeper/KeeperException.Code.html */
const refusals: Readonly<Record<number, string>> = {
  [-4]: 'connection loss',
  [-101]: 'there is no such node (it exists since ZooKeeper 3.5)',
  [-102]: 'its ACL allows nobody to read it',
  [-112]: 'the session has expired',
  [-115]: 'authentication failed',
  [-124]: 'the server requires every client to authenticate',
};
const lasting = new Set([-101, -102, -115, -124]);

/** The member refused the read. */
export class ConfigNodeRefusedError extends Error {
  /** Whether a retry gets the same response. */
  readonly isLasting: boolean;

  constructor(code: number) {
    super(`${refusals[code] ?? 'refused'} (code ${code})`);
    this.isLasting = lasting.has(code);
  }
}

/** The response of a member. */
export interface ConfigNode {
  /** Server lines, groups, weights and version, as in a dynamic configuration file. */
  text: string;
  /**
   * The lowest byte of the server's id: it is the highest byte of the id of every session that the server creates.
   */
  serverByte: number;
}

/**
 * Reads `/zookeeper/config` from one member in a session that it closes again. Anybody may read that node unless its ACL
 * was changed. The three requests are the same in all versions of ZooKeeper (`zookeeper.jute`). No maintained client
 * library supports TLS without native code.
 *
 * @throws PortClosedError, NoAnswerError; Error whose `cause` is a ConfigNodeRefusedError if the member refuses
 */
export const readConfigNode = (host: string, options: ZookeeperOptions, signal: AbortSignal): Promise<ConfigNode> =>
  converse(host, path, options, signal, async (socket) => {
    const replies = framesOf(socket);
    const next = async (): Promise<Buffer> => {
      const { value, done } = await replies.next();
      if (done) throw new Error('the connection was closed without a response');
      return value;
    };
    socket.write(frame(int(0), long(0), int(sessionTimeout), long(0), buffer(Buffer.alloc(16)), Buffer.of(0)));
    const session = await next();
    if (session.length < 16) throw new Error('the response is not from ZooKeeper');
    if (session.readInt32BE(4) <= 0) throw new Error('the member created no session');
    const serverByte = session.readUInt8(8);
    try {
      socket.write(frame(int(1), int(operation.getData), buffer(Buffer.from(path)), Buffer.of(0)));
      const reply = await next();
      if (reply.length < 16) throw new Error('the response is not from ZooKeeper');
      const code = reply.readInt32BE(12);
      if (code !== 0) throw new ConfigNodeRefusedError(code);
      const length = reply.length < 20 ? -1 : reply.readInt32BE(16);
      if (length < 0 || length > reply.length - 20) throw new Error('the response is not from ZooKeeper');
      return { text: reply.toString('utf8', 20, 20 + length), serverByte };
    } finally {
      socket.write(frame(int(2), int(operation.closeSession)));
      // Without this confirmation, the session ends at its timeout.
      await next().catch(() => {});
    }
  });

async function* framesOf(socket: Socket): AsyncGenerator<Buffer, undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of socket) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    while (rest.length >= 4) {
      const end = 4 + rest.readInt32BE();
      if (end < 4 || end > maxFrameLength) throw new Error('the response is not from ZooKeeper');
      if (rest.length < end) break;
      yield rest.subarray(4, end);
      rest = rest.subarray(end);
    }
  }
}

const frame = (...parts: Buffer[]): Buffer => buffer(Buffer.concat(parts));

const buffer = (bytes: Buffer): Buffer => Buffer.concat([int(bytes.length), bytes]);

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

const long = (value: number): Buffer => Buffer.concat([int(0), int(value)]);
