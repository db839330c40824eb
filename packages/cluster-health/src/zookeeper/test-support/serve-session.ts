import type { Socket } from 'node:net';

/** The response of a member to a session that reads `/zookeeper/config`. */
export interface ConfigNodeAnswer {
  /** The first byte of the id of every session that the member creates. */
  serverId: number;
  /** The data of the node. If undefined, the response has only the code. */
  text?: string;
  /** ZooKeeper's error code; 0 means none. */
  code?: number;
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
const bytesOf = (bytes: Buffer): Buffer => Buffer.concat([int(bytes.length), bytes]);
const frame = (...parts: Buffer[]): Buffer => bytesOf(Buffer.concat(parts));
const reply = (xid: number, code: number, ...rest: Buffer[]): Buffer =>
  frame(int(xid), Buffer.alloc(8), int(code), ...rest);

/** Responds like ZooKeeper 3.9.5: to the session request, the read and the close. */
export function serveSession(socket: Socket, { serverId, text, code = 0 }: ConfigNodeAnswer): void {
  const sessionId = Buffer.of(serverId % 256, 0, 0, 0xca, 0x9b, 0x9a, 0, 0);
  socket.write(frame(int(0), int(10_000), sessionId, bytesOf(Buffer.alloc(16)), Buffer.of(0)));
  socket.on('data', (request) => {
    const [xid, type] = [request.readInt32BE(4), request.readInt32BE(8)];
    if (type === -11) socket.end(reply(xid, 0));
    else socket.write(reply(xid, code, ...(text === undefined ? [] : [bytesOf(Buffer.from(text)), Buffer.alloc(68)])));
  });
}
