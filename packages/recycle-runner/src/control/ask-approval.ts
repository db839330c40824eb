import { createInterface } from 'node:readline/promises';
import { stoppedOnRequest } from '../run-errors.ts';
import { everyInstance, theImage } from './decide.ts';
import { type ApprovalAnswer, isInstance } from './requests.ts';

const choices = { each: '[y]es, [a]ll, [s]kip, [q]uit', rest: '[y]es, [q]uit' };

/**
 * What an answer means; undefined for anything else, and for an empty answer.
 *
 * @param approves what is to be approved: an instance, `*` or `image`
 */
export function readAnswer(text: string, approves: string): ApprovalAnswer | 'quit' | undefined {
  const answer = text.trim().toLowerCase();
  if (/^(q|quit|n|no)$/.test(answer)) return 'quit';
  if (/^(y|yes)$/.test(answer)) return { answer: 'yes', ssi: approves };
  if (!isInstance(approves)) return undefined;
  if (/^(a|all)$/.test(answer)) return { answer: 'yes', ssi: everyInstance };
  return /^(s|skip)$/.test(answer) ? { answer: 'skip', ssi: approves } : undefined;
}

function questionFor(approves: string): string {
  if (isInstance(approves)) return `Recycle ${approves} now? ${choices.each} `;
  return `${approves === theImage ? 'Set the image now?' : 'The canary is done. Recycle the rest?'} ${choices.rest} `;
}

/**
 * Asks at the terminal until the answer is one of the choices. Rejects with `stopped` on quit; resolves with undefined
 * when the signal fires or the input ends, because an approval from elsewhere is still possible.
 */
export async function askApproval(approves: string, signal: AbortSignal): Promise<ApprovalAnswer | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
  // While it reads a line, the terminal sends Ctrl-C as text.
  terminal.once('SIGINT', () => process.emit('SIGINT'));
  try {
    for (;;) {
      const asked = terminal.question(questionFor(approves), { signal }).catch(() => undefined);
      const text = await Promise.race([asked, closed]);
      if (text === undefined) return undefined;
      const answer = readAnswer(text, approves);
      if (answer === 'quit') throw stoppedOnRequest();
      if (answer) return answer;
    }
  } finally {
    terminal.close();
  }
}
