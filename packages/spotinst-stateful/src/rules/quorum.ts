import type { GroupRule } from './rule.ts';

const noMajority: GroupRule = {
  code: 'no-majority',
  severity: 'warn',
  source: 'apache/zookeeper: zookeeperAdmin.md, Clustered (Multi-Server) Setup',
  judge({ cluster, members }) {
    const count = members.flatMap(({ instances }) => instances).length;
    if (count === 0 || count > 2) return [];
    const message = `${cluster} has ${count} instance${count === 1 ? '' : 's'}: during a recycle only ${count - 1} of ${count} is left, which is not a majority`;
    const hint = 'If this cluster has other groups, list all of them under clusters: in the config file.';
    return [{ subject: cluster, message, hint }];
  },
};

export const quorumRules: readonly GroupRule[] = [noMajority];
