import { createInterface } from 'node:readline/promises';

/**
 * Asks a person at the terminal. Only `y` or `yes` is a yes: an empty answer, or any other, is a no.
 *
 * @returns false as well when the signal fires or the input ends
 */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('no')));
  try {
    const asked = terminal.question(`${question} [y/N] `, { signal }).catch(() => 'no');
    return /^y(es)?$/i.test((await Promise.race([asked, closed])).trim());
  } finally {
    terminal.close();
  }
}
