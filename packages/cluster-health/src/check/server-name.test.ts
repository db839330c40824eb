import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Server } from 'node:tls';
import { askKind } from '../judging/test-support/ask-kind.ts';
import { questionOf } from '../test-support/questions.ts';
import { namedCertificate as ca, portOf, serveNamed } from '../net/test-support/named-certificate.ts';
import { loadKind } from './kinds.ts';

const nodes = ['127.0.3.71', '127.0.3.72'];
const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';

const servers: Server[] = [];
let port: number;
beforeAll(async () => {
  for (const host of nodes) {
    // A node that completes the handshake and responds with HTTP, which only the kind http understands.
    servers.push(await serveNamed(host, servers[0] ? portOf(servers[0]) : 0, (socket) => socket.end(answer)));
  }
  port = portOf(servers[0]!);
});
afterAll(() => {
  for (const server of servers) server.close();
});

const kinds = [
  { name: 'http', code: 'http-answers', given: {} },
  { name: 'opensearch', code: 'cluster-whole', given: {} },
  { name: 'elasticsearch', code: 'cluster-whole', given: {} },
  { name: 'etcd', code: 'members-serve', given: {} },
  {
    name: 'rabbitmq',
    code: 'nodes-running',
    given: { username: 'ann', password: 'secret' },
  },
  { name: 'kafka', code: 'brokers-serve', given: {} },
  { name: 'redis', code: 'nodes-serve', given: {} },
  { name: 'zookeeper', code: 'members-serve', given: {} },
];

describe.each(kinds)('$name', ({ name, code, given }) => {
  const ask = async (tls: object) =>
    askKind(
      await loadKind(name),
      { port, timeout: '20s', ...given, tls: { ca, ...tls } },
      questionOf({ nodes, phase: 'after' }),
    );
  const findingAt = ({ findings }: Awaited<ReturnType<typeof ask>>) =>
    findings.find((finding) => finding.code === code && finding.subject === nodes[1]);

  it.each([
    ['an address outside the certificate', {}, nodes[1]],
    ['a name outside the certificate', { server_name: 'node3.example' }, 'node3.example'],
    ['names outside the certificate', { server_name: ['a.example', '10.0.0.9'] }, 'a.example, 10.0.0.9'],
  ])('reports %s as lasting, with a fix', async (_, tls, host) => {
    const judgement = await ask(tls);
    expect(judgement).toMatchObject({ safe: false, unsatisfiable: expect.arrayContaining([code]) });
    const { message, hint } = findingAt(judgement)!;
    expect(message).toContain(`its certificate is valid for DNS:node1.example, DNS:node2.example, not for ${host}`);
    expect(hint).toMatch(/^Set tls\.server_name .*: node1\.example .*openssl s_client -connect 127\.0\.3\.72:\d+ /);
  });

  it.each([
    ['the name', { server_name: 'node2.example' }],
    ['one of the names', { server_name: ['10.0.0.9', 'other.example', 'node1.example'] }],
    ['any name without verification', { verify: false }],
  ])('accepts a certificate for %s', async (_, tls) => {
    const judgement = await ask(tls);
    expect(judgement.texts.join()).not.toContain('certificate');
    expect(judgement.unsatisfiable).not.toContain(code);
    expect(judgement.safe).toBe(name === 'http');
  });

  it('does not count a node as down if its certificate is for another host', async () => {
    const question = questionOf({ nodes: [nodes[0]!], phase: 'before' });
    const { safe, findings, unsatisfiable } = await askKind(
      await loadKind(name),
      { port, ...given, tls: { ca } },
      question,
    );
    expect(safe).toBe(false);
    expect(unsatisfiable).toContain('node-silent');
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'node-silent',
        severity: 'block',
        message: expect.stringContaining('its certificate is valid for'),
        hint: expect.stringContaining('tls.server_name'),
      }),
    );
  });

  it('reports an untrusted authority as lasting', async () => {
    const judgement = await ask({ ca: undefined, server_name: 'node1.example' });
    expect(judgement.unsatisfiable).toContain(code);
    expect(findingAt(judgement)).toMatchObject({
      message: expect.stringContaining('signed by an authority that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)'),
      hint: expect.stringContaining('tls.ca'),
    });
  });
});
