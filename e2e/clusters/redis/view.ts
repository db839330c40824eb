import { askRedis } from './request.ts';

/** What a node reports about itself. */
export interface RedisNodeView {
  isOk: boolean;
  isMaster: boolean;
  /** For a replica: its link is up and no sync is in progress. */
  isLinked: boolean;
  /** How many nodes it sees as healthy, itself included. */
  healthy: number;
}

/** Undefined if it does not respond. */
export async function redisView(address: string): Promise<RedisNodeView | undefined> {
  try {
    const [info, nodes, replication] = await Promise.all([
      askRedis(address, 'CLUSTER INFO'),
      askRedis(address, 'CLUSTER NODES'),
      askRedis(address, 'INFO replication'),
    ]);
    const isMaster = /^role:master/m.test(replication);
    return {
      isOk: /^cluster_state:ok/m.test(info),
      isMaster: isMaster && / myself,master .* connected \d/.test(nodes),
      isLinked:
        isMaster || (/^master_link_status:up/m.test(replication) && /^master_sync_in_progress:0/m.test(replication)),
      healthy: nodes.split('\n').filter((line) => line.includes(' connected') && !/fail|handshake|noaddr/.test(line))
        .length,
    };
  } catch {
    return undefined;
  }
}
