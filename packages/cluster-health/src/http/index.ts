import type { Gap } from '../kind/gap.ts';
import { defineKind } from '../kind/kind.ts';
import { othersRemain } from '../rules/others-remain.ts';
import { nodesThatMatter } from '../kind/question.ts';
import { whyUnhealthy } from './ask.ts';
import { type HttpOptions, options } from './options.ts';

/** For each node why it is unhealthy, or undefined. */
type Snapshot = ReadonlyMap<string, Gap | undefined>;

/** Any service with an HTTP health endpoint. There are no roles, so no node goes last. */
export const http = defineKind<HttpOptions, Snapshot>({
  name: 'http',
  options,
  rules: [
    {
      id: 'H1',
      code: 'http-answers',
      requires:
        'Every node responds to the GET request with an expected status and, if `contains` is set, with the expected text. Redirects are not followed. Before the recycle, the node that leaves does not count.',
      why: 'An open port or a login page does not show that the service is healthy.',
      onFailure: 'Run the request by hand with `curl`, as the hint shows, and check the log of the service.',
      source:
        'Ansible, ansible.builtin.uri: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/uri_module.html',
      judge: (snapshot, question) =>
        nodesThatMatter(question).flatMap((address) => {
          const problem = snapshot.has(address) ? snapshot.get(address) : { why: 'it was not queried' };
          if (problem === undefined) return [];
          const { why, hint, isLasting } = problem;
          return [{ subject: address, message: `${address}: ${why}`, hint, isLasting }];
        }),
    },
    othersRemain('H2'),
  ],
  read: async ({ nodes }, given, signal) =>
    new Map(await Promise.all(nodes.map(async (node) => [node, await whyUnhealthy(node, given, signal)] as const))),
  standing: (snapshot, address) => ({
    isServing: snapshot.has(address) && snapshot.get(address) === undefined,
    role: 'follower',
    gap: snapshot.get(address),
  }),
});
