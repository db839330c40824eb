import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A ZooKeeper ensemble that only answers the four-letter words of a health check. */
export interface Ensemble {
  port: number;
  /** How many followers the leader reports as synced; undefined for all. */
  synced?: number;
  close: () => void;
}

/** Serves every address at one port. The last one leads. */
export async function serveEnsemble(addresses: readonly string[], port: number): Promise<Ensemble> {
  const followers = addresses.length - 1;
  const lines = addresses.map((address, index) => `server.${index + 1}=${address}:2888:3888:participant\n`).join('');
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const ensemble: Ensemble = {
    port,
    close: () => {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  const answer = (word: string, index: number): string => {
    const leads = index === followers;
    if (word === 'srvr') return `Zookeeper version: 3.9.5\nMode: ${leads ? 'leader' : 'follower'}\nNode count: 5\n`;
    if (word === 'conf') return `clientPort=${port}\nserverId=${index + 1}\n${lines}version=0\n`;
    const role = `zk_server_state\t${leads ? 'leader' : 'follower'}\nzk_peer_state\t${leads ? 'leading' : 'following'} - broadcast\n`;
    const synced = `zk_synced_followers\t${ensemble.synced ?? followers}\nzk_synced_non_voting_followers\t0\nzk_pending_syncs\t0\n`;
    return `${role}zk_outstanding_requests\t0\nzk_quorum_size\t${addresses.length}\n${leads ? synced : ''}`;
  };
  for (const [index, address] of addresses.entries()) {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      socket.once('data', (data) => socket.end(answer(data.toString().slice(0, 4), index)));
    });
    servers.push(server);
    await once(server.listen(port, address), 'listening');
  }
  return ensemble;
}
