import type { Gap } from '../kind/gap.ts';
import { defineKind } from '../kind/kind.ts';
import { othersRemain } from '../rules/others-remain.ts';
import { nodesThatMatter } from '../kind/question.ts';
import { whyUnhealthy } from './ask.ts';
import { type HttpOptions, options } from './options.ts';

/** For each node why its answer is not well, or nothing. */
type Snapshot = ReadonlyMap<string, Gap | undefined>;

/** Whatever answers over HTTP. It tells nothing of roles, so nothing of who goes last. */
export const http = defineKind<HttpOptions, Snapshot>({
  name: 'http',
  options,
  rules: [
    {
      id: 'H1',
      code: 'http-answers',
      requires: 'Every node answers the request with the status, and the text, that is expected.',
      source: 'https://docs.ansible.com/ansible/latest/collections/ansible/builtin/uri_module.html',
      judge: (snapshot, question) =>
        nodesThatMatter(question).flatMap((address) => {
          const problem = snapshot.has(address) ? snapshot.get(address) : { why: 'it was not asked' };
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
