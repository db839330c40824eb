import type { Rule } from '../kind/rule.ts';
import { membersListed } from './members-listed.ts';

/** The texts of a rule, from which its section in the documentation is generated. */
export type RuleText = Omit<Rule<never>, 'id' | 'judge'>;

/**
 * The rules of every kind, for the documentation. Except for the first, they have no function of a snapshot: they also
 * apply if nothing was read.
 */
export const sharedRules: readonly RuleText[] = [
  membersListed,
  {
    code: 'role-unknown',
    requires: 'A node that is serving reports whether it leads the cluster.',
    why: 'A leader that counts as a follower would be recycled too early.',
    onFailure:
      'Wait until the election is over. Check that the user of the health check has the permissions of its kind.',
    source: 'Strimzi, KafkaRoller: https://github.com/strimzi/strimzi-kafka-operator',
  },
  {
    code: 'cluster-unreadable',
    requires: 'The cluster can be read.',
    why: 'A query that fails or times out does not show that the cluster is healthy.',
    onFailure:
      'Check from the controller that the nodes are reachable. Check the options and credentials of the health check.',
    source:
      'ECK, shard activity: https://github.com/elastic/cloud-on-k8s/blob/main/pkg/controller/elasticsearch/client/model.go',
  },
  {
    code: 'node-silent',
    requires:
      'Before the recycle: the node itself is serving. If it is not, the rule only warns: the node is recycled anyway, and goes first. If the node cannot be queried because of its certificate or the credentials, the rule blocks, because the node may be up.',
    why: 'The absence of the node does not block, but it must be visible before the recycle. A healthy leader must not count as a node that is down.',
    onFailure: 'Check whether the node is down. If it is not, correct the options of the health check.',
    source: 'A rule of this project',
  },
  {
    code: 'node-unlisted',
    requires:
      'The node, and every node that is due, is one of the listed nodes. Otherwise nothing is read. On the command line, this is an error with exit code 2.',
    why: 'A node that is not listed is not part of the check.',
    onFailure:
      'List all nodes of the cluster in `esg_recycle_nodes` (`--nodes`), with the same addresses as in `--node` and `--due`.',
    source: 'A rule of this project',
  },
];
