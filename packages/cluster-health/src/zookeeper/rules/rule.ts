import type { Rule } from '../../rule.ts';
import type { Snapshot } from '../snapshot.ts';

export type ZooKeeperRule = Rule<Snapshot>;

/** Where most of these rules come from, and what ZooKeeper says itself. */
export const canonicalOperator = 'https://github.com/canonical/zookeeper-operator/blob/main/src/managers/quorum.py';
export const adminGuide = 'https://zookeeper.apache.org/doc/current/zookeeperAdmin.html';
