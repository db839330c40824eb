import { askFourLetterWord } from './four-letter-word.ts';

/** What a member says of itself. */
export interface ZooKeeperView {
  /** Nothing: it does not answer, or serves nobody. */
  role: 'leader' | 'follower' | undefined;
  /** The election that its last change belongs to: the upper half of its zxid. */
  epoch: number;
}

export async function zookeeperView(address: string): Promise<ZooKeeperView> {
  const answer = await askFourLetterWord(address, 'srvr').catch(() => '');
  const [, role] = /^Mode: (leader|follower)$/m.exec(answer) ?? [];
  const [, zxid = '0x0'] = /^Zxid: (\w+)$/m.exec(answer) ?? [];
  return { role: role as ZooKeeperView['role'], epoch: Number(BigInt(zxid) >> 32n) };
}
