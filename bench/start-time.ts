import { execa } from 'execa';

/** The median time that Node takes to run something and end, in seconds. */
export async function startTime(args: string[], rounds = 15): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await execa(process.execPath, args);
    times.push((performance.now() - startedAt) / 1000);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
}
