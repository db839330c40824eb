import type { Rule } from '../../kind/rule.ts';
import type { RedisSnapshot } from '../snapshot.ts';

export type RedisRule = Rule<RedisSnapshot>;

export const clusterSpec = 'https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/';
export const scalingGuide = 'https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/';
export const replicationGuide = 'https://redis.io/docs/latest/operate/oss_and_stack/management/replication/';
