import { createInterface } from 'node:readline/promises';

/**
 * Asks at the terminal. Only `y` or `yes` means yes; an empty or any other answer means no.
 *
 * @returns also false when the signal fires or the input ends
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
