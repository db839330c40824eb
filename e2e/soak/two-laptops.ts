import { startPostgres, startRedis, type TestServer } from '@esg-recycler/esg-store/testing';
import { laptopsText, type LaptopsEnd, playTwoLaptops } from '../support/two-laptops.ts';

const servers = { redis: () => startRedis(), postgres: startPostgres } satisfies Record<
  string,
  () => Promise<TestServer>
>;

export type StoreName = keyof typeof servers;

export const storeNames = Object.keys(servers) as StoreName[];
export const isStoreName = (name: string): name is StoreName => name in servers;

function summaryOf(ends: readonly LaptopsEnd[]): string {
  const passed = ends.filter(({ problems }) => problems.length === 0).length;
  const yields = ends.flatMap(({ exitCodes }) => exitCodes.filter((exitCode) => exitCode === 4)).length;
  const times = ends.map(({ yieldedAfterMs }) => yieldedAfterMs).toSorted((one, other) => one - other);
  return [
    `${passed} of ${ends.length} rounds passed: ${Math.max(...ends.map(({ maxOut }) => maxOut))} out at most`,
    `${yields} runs ended with exit code 4, after ${times[times.length >> 1]} ms (median), ${times.at(-1)} ms (maximum)`,
  ].join('; ');
}

/** Two runs, round after round: with one store for both, or each with its own. */
export async function soakTwoLaptops(rounds: number, seed: number, name: StoreName | undefined): Promise<boolean> {
  const server = name && (await servers[name]());
  try {
    const ends: LaptopsEnd[] = [];
    for (let index = 0; index < rounds; index += 1) {
      ends.push(await playTwoLaptops(seed + index, server?.url));
      console.log(laptopsText(ends.at(-1)!));
    }
    console.log(`\n${summaryOf(ends)}`);
    return ends.every(({ problems }) => problems.length === 0);
  } finally {
    await server?.stop();
  }
}
