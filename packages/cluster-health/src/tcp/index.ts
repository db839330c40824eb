import { formatDuration } from '@esg-recycler/core';
import { connect } from 'node:net';
import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import type { Gap } from '../kind/gap.ts';
import { defineKind } from '../kind/kind.ts';
import { connectionProblem } from '../net/node-error.ts';
import { shellWord } from '../options/by-hand.ts';
import { hostInUrl } from '../options/host-in-url.ts';
import { othersRemain } from '../rules/others-remain.ts';
import { nodesThatMatter } from '../kind/question.ts';

const options = z.strictObject({
  /** The ports that every node must accept connections at. */
  ports: z.array(z.int().min(1).max(65_535)).min(1),
  /** The timeout of one connection. */
  timeout: duration('5s'),
});

/** For each node, the ports that accept no connection, and why. */
type Snapshot = ReadonlyMap<string, readonly Gap[]>;

function whyClosed(host: string, port: number, timeoutMs: number): Promise<Gap | undefined> {
  const hint = `Check that the service is listening and that no firewall blocks the port: nc -vz ${shellWord(host)} ${port}`;
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const end = (reason?: string) => {
      socket.destroy();
      resolve(reason === undefined ? undefined : { why: `port ${port} is not reachable: ${reason}`, hint });
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(`no connection within ${formatDuration(timeoutMs)}`));
    socket.once('error', (error) => end(connectionProblem(error, `${hostInUrl(host)}:${port}`).why));
  });
}

/** Any service that listens on a TCP port. There are no roles, so no node goes last. */
export const tcp = defineKind<z.infer<typeof options>, Snapshot>({
  name: 'tcp',
  options,
  rules: [
    {
      id: 'T1',
      code: 'ports-answer',
      requires:
        'Every node accepts TCP connections on every port. Before the recycle, the node that leaves does not count.',
      why: 'A service that does not listen cannot serve clients.',
      onFailure: 'Check that the service is running and that no firewall blocks the port: `nc -vz HOST PORT`.',
      source:
        'Ansible, ansible.builtin.wait_for: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/wait_for_module.html',
      judge: (snapshot, question) =>
        nodesThatMatter(question).flatMap((address) =>
          (snapshot.get(address) ?? [{ why: 'it was not queried' }]).map(({ why, hint }) => ({
            subject: address,
            message: `${address}: ${why}`,
            hint,
          })),
        ),
    },
    othersRemain('T2'),
  ],
  async read({ nodes }, { ports, timeout }) {
    const asked = nodes.map(async (address): Promise<[string, Gap[]]> => {
      const answers = await Promise.all(ports.map((port) => whyClosed(address, port, timeout)));
      return [address, answers.filter((answer) => answer !== undefined)];
    });
    return new Map(await Promise.all(asked));
  },
  standing: (snapshot, address) => ({ isServing: snapshot.get(address)?.length === 0, role: 'follower' }),
});
