import type { Rule } from '../../kind/rule.ts';
import type { ZookeeperSnapshot } from '../snapshot.ts';

export type ZookeeperRule = Rule<ZookeeperSnapshot>;

/** Where most of these rules come from, and what ZooKeeper says itself. */
export const canonicalOperator = 'https://github.com/canonical/zookeeper-operator/blob/main/src/managers/quorum.py';
export const adminGuide = 'https://zookeeper.apache.org/doc/current/zookeeperAdmin.html';
/** What makes a quorum where votes have weights and groups. */
export const zooKeeperQuorums = 'https://zookeeper.apache.org/doc/current/zookeeperHierarchicalQuorums.html';
