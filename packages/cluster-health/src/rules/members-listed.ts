import type { Rule } from '../kind/rule.ts';

const tooFew =
  'A paused instance has no address: resume it first. Otherwise correct --expect (esg_recycle_expected_nodes).';
const tooMany =
  'Correct --expect (esg_recycle_expected_nodes), or list only the nodes of this cluster in --nodes (esg_recycle_nodes).';

export const membersListed: Rule<unknown> = {
  id: 'C1',
  code: 'members-listed',
  requires: 'As many nodes are listed as are expected. A node that is listed twice counts once.',
  why: 'A paused node has no address. If only the reachable nodes were counted, it would not be missed.',
  onFailure:
    'Resume paused instances. Otherwise correct `esg_recycle_nodes` (`--nodes`) or `esg_recycle_expected_nodes` (`--expect`).',
  source: 'Yelp kafka-utils, missing_brokers: https://github.com/Yelp/kafka-utils',
  judge: (_, { nodes, expect }) =>
    nodes.length === expect
      ? []
      : [
          {
            subject: 'cluster',
            message: `${nodes.length} of ${expect} expected nodes are listed`,
            hint: nodes.length < expect ? tooFew : tooMany,
          },
        ],
};
