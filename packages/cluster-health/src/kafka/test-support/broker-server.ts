import { Reader, Writer } from '@platformatic/kafka';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import {
  authenticateAnswer,
  type BrokerAnswers,
  call,
  firstVersionsAnswer,
  handshakeAnswer,
  healthy,
  versionsAnswer,
} from './broker-answers.ts';

/** Serves the protocol of a broker or controller on loopback. */
export async function serveBroker(host: string, port: number, change: Partial<BrokerAnswers> = {}): Promise<Server> {
  const answers: BrokerAnswers = { ...healthy, ...change };
  const server = createServer((socket) => {
    socket.on('error', () => {});
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE()) {
        const end = 4 + received.readInt32BE();
        respond(socket, Reader.from(received.subarray(4, end)), answers);
        received = received.subarray(end);
      }
    });
  });
  await once(server.listen(port, host), 'listening');
  return server;
}

function configsOf(request: Reader, { configs, identity }: BrokerAnswers): Writer {
  const [first] = request.readArray((reader) => {
    const type = reader.readInt8();
    const name = reader.readString();
    reader.readArray((each) => each.readString(), true, false);
    return { type, name };
  });
  return first?.type === 4 ? identity(first.name) : configs();
}

function respond(socket: Socket, request: Reader, answers: BrokerAnswers): void {
  const key = request.readInt16();
  const version = request.readInt16();
  const correlationId = request.readInt32();
  request.readNullableString(false);
  // Old headers end here, in requests and responses.
  const isOld = key === call.saslHandshake || (key === call.apiVersions && version < 3);
  if (!isOld) request.readTaggedFields();
  const answer = ((): Writer | undefined => {
    if (key === call.apiVersions && isOld) return firstVersionsAnswer(answers.versions);
    if (key === call.saslHandshake) return handshakeAnswer(answers.sasl?.handshake);
    if (key === call.saslAuthenticate) return authenticateAnswer(answers.sasl?.authenticate);
    if (key === call.apiVersions) return versionsAnswer(answers.versions);
    if (key === call.configs) return configsOf(request, answers);
    if (key === call.logDirs) return answers.logDirs();
    if (key === call.reassignments) return answers.reassignments();
    if (key === call.cluster) return answers.cluster();
    if (key === call.quorum) return answers.silentAt === 'quorum' ? undefined : answers.quorum();
    if (answers.silentAt === 'metadata') return undefined;
    const topics = request.readNullableArray((reader) => {
      reader.readUUID();
      return reader.readString();
    });
    return answers.metadata(topics ?? undefined);
  })();
  if (!answer) return;
  const response = Writer.create().appendInt32(correlationId);
  // Only the response to ApiVersions keeps the old header, so that every client can read it.
  if (key !== call.apiVersions && !isOld) response.appendTaggedFields();
  socket.write(response.appendFrom(answer).prependLength().buffer);
}
