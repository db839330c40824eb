import { createInterface } from 'node:readline/promises';

/**
 * Asks at the terminal. Only `y` or `yes` means yes; an empty or any other answer means no.
 *
 * @returns also false when the signal fires or the input ends
 */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
  try {
    const asked = terminal.question(`${question} [y/N] `, { signal }).catch(() => undefined);
    const answer = await Promise.race([asked, closed]);
    // An aborted question ends its line itself.
    if (answer === undefined && !signal.aborted) process.stderr.write('\n');
    return /^y(es)?$/i.test(answer?.trim() ?? '');
  } finally {
    terminal.close();
  }
}
