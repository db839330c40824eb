import { createInterface } from 'node:readline/promises';
import { stoppedOnRequest } from '../run-errors.ts';
import { everyInstance, theImage } from './decide.ts';
import type { ApprovalAnswer } from './requests.ts';

interface Question {
  /** The instance; undefined for all that remain, after the canary. */
  ssi?: string;
  /** Whether it is about the images of groups. */
  ofImage?: boolean;
  address?: string | null;
}

const choices = { each: '[y]es, [a]ll, [s]kip, [q]uit', rest: '[y]es, [q]uit' };

/** What an answer means; undefined for anything else, and for an empty answer. */
export function readAnswer(text: string, { ssi, ofImage }: Question): ApprovalAnswer | 'quit' | undefined {
  const answer = text.trim().toLowerCase();
  if (/^(q|quit|n|no)$/.test(answer)) return 'quit';
  if (/^(y|yes)$/.test(answer)) return { answer: 'yes', ssi: ssi ?? (ofImage ? theImage : everyInstance) };
  if (ssi === undefined) return undefined;
  if (/^(a|all)$/.test(answer)) return { answer: 'yes', ssi: everyInstance };
  return /^(s|skip)$/.test(answer) ? { answer: 'skip', ssi } : undefined;
}

const questionFor = ({ ssi, address, ofImage }: Question): string =>
  ssi === undefined
    ? `${ofImage ? 'Set the image now?' : 'The canary is done. Recycle the rest?'} ${choices.rest} `
    : `Recycle ${ssi}${address ? ` (${address})` : ''} now? ${choices.each} `;

/**
 * Asks at the terminal until the answer is one of the choices. Rejects with `stopped` on quit; resolves with undefined
 * when the signal fires or the input ends, because an approval from elsewhere is still possible.
 */
export async function askApproval(question: Question, signal: AbortSignal): Promise<ApprovalAnswer | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
  // While it reads a line, the terminal sends Ctrl-C as text.
  terminal.once('SIGINT', () => process.emit('SIGINT'));
  try {
    for (;;) {
      const asked = terminal.question(questionFor(question), { signal }).catch(() => undefined);
      const text = await Promise.race([asked, closed]);
      if (text === undefined) return undefined;
      const answer = readAnswer(text, question);
      if (answer === 'quit') throw stoppedOnRequest();
      if (answer) return answer;
    }
  } finally {
    terminal.close();
  }
}
