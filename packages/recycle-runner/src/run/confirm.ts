import { createInterface } from 'node:readline/promises';

export interface Question {
  text: string;
  /** What an empty answer means. */
  assumed: boolean;
}

/**
 * Asks a person at the terminal.
 *
 * @returns false as well when the signal fires or the input ends
 */
export async function confirm({ text, assumed }: Question, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('no')));
  try {
    const asked = terminal.question(`${text} ${assumed ? '[Y/n]' : '[y/N]'} `, { signal }).catch(() => 'no');
    const answer = (await Promise.race([asked, closed])).trim().toLowerCase();
    return answer === '' ? assumed : answer === 'y' || answer === 'yes';
  } finally {
    terminal.close();
  }
}
