import type { Rule } from '../kind/rule.ts';

const tooFew =
  'An instance that is paused has no address: bring it back first; or correct --expect (esg_recycle_expected_nodes).';
const tooMany =
  'Correct --expect (esg_recycle_expected_nodes), or list in --nodes (esg_recycle_nodes) only those of this cluster.';

export const membersListed: Rule<unknown> = {
  id: 'C1',
  code: 'members-listed',
  requires: 'Every node of the cluster has an address at which it can be asked.',
  source:
    'Counting only those that can be reached would take a paused node for none (Yelp kafka-utils, missing_brokers)',
  judge: (_, { nodes, expect }) =>
    nodes.length === expect
      ? []
      : [
          {
            subject: 'cluster',
            message: `${nodes.length} of ${expect} nodes are listed`,
            hint: nodes.length < expect ? tooFew : tooMany,
          },
        ],
};
