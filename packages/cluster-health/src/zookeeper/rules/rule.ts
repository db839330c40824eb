import type { Rule } from '../../kind/rule.ts';
import type { ZookeeperSnapshot } from '../snapshot.ts';

export type ZookeeperRule = Rule<ZookeeperSnapshot>;

/** The sources of most rules: an operator of ZooKeeper and ZooKeeper's own documentation. */
export const canonicalOperator =
  'canonical/zookeeper-operator, quorum manager: https://github.com/canonical/zookeeper-operator/blob/main/src/managers/quorum.py';
export const adminGuide =
  "ZooKeeper administrator's guide: https://zookeeper.apache.org/doc/current/zookeeperAdmin.html";
/** What a quorum is if votes have weights and groups. */
export const zooKeeperQuorums =
  'ZooKeeper hierarchical quorums: https://zookeeper.apache.org/doc/current/zookeeperHierarchicalQuorums.html';
