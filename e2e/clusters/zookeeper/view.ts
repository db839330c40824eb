import { askFourLetterWord } from './four-letter-word.ts';

/** What a member reports about itself. */
export interface ZooKeeperView {
  /** Undefined if it does not respond, or serves no client. */
  role: 'leader' | 'follower' | undefined;
  /** The epoch of its last change: the upper half of its zxid. */
  epoch: number;
}

export async function zookeeperView(address: string): Promise<ZooKeeperView> {
  const answer = await askFourLetterWord(address, 'srvr').catch(() => '');
  const [, role] = /^Mode: (leader|follower)$/m.exec(answer) ?? [];
  const [, zxid = '0x0'] = /^Zxid: (\w+)$/m.exec(answer) ?? [];
  return { role: role as ZooKeeperView['role'], epoch: Number(BigInt(zxid) >> 32n) };
}
