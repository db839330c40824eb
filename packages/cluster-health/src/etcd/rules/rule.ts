import type { Rule } from '../../kind/rule.ts';
import type { EtcdSnapshot } from '../snapshot.ts';

export type EtcdRule = Rule<EtcdSnapshot>;

/** The URL of a page of the etcd documentation. */
export const etcdDocs = (page: string): string => `https://etcd.io/docs/v3.6/${page}/`;
