import type { GroupRule } from './rule.ts';

const noMajority: GroupRule = {
  code: 'no-majority',
  severity: 'warn',
  source: 'apache/zookeeper: zookeeperAdmin.md, Clustered (Multi-Server) Setup',
  judge({ cluster, members }) {
    const count = members.flatMap(({ instances }) => instances).length;
    if (count === 0 || count > 2) return [];
    const message = `${cluster} has ${count} instance${count === 1 ? '' : 's'}: while one is out, ${count - 1} of ${count} is no majority`;
    const hint = 'If other groups form this cluster as well, name them together under clusters: in the config file.';
    return [{ subject: cluster, message, hint }];
  },
};

export const quorumRules: readonly GroupRule[] = [noMajority];
