import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export const clientPort = 2181;

/** Queries a member as `echo srvr | nc` does. */
export async function askFourLetterWord(address: string, word: 'srvr' | 'mntr', timeoutMs = 1000): Promise<string> {
  const socket = connect(clientPort, address);
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`${address} does not answer ${word}`)));
  socket.write(word);
  try {
    return await text(socket);
  } finally {
    socket.destroy();
  }
}

/** How many synced followers the leader has; none if no leader responds. */
export async function syncedFollowers(addresses: readonly string[]): Promise<number> {
  const answers = await Promise.all(addresses.map((address) => askFourLetterWord(address, 'mntr').catch(() => '')));
  return Math.max(0, ...answers.map((answer) => Number(/^zk_synced_followers\s+(\d+)/m.exec(answer)?.[1] ?? 0)));
}
