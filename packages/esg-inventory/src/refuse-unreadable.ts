import { EsgError, ExitCode } from '@esg-recycler/core';

/** In UTF-16 code units. A user's own text is far shorter: AWS takes 256 for a tag's value. */
const longestText = 64 * 1024;
const mostInstances = 100_000;

function description(text: string): string | undefined {
  if (text.length > longestText) return `is longer than ${longestText / 1024} KiB`;
  if (/\p{Cc}/u.test(text)) return 'holds control characters';
  return text.isWellFormed() ? undefined : 'holds half a character';
}

/** The place and the reason of the first text that no inventory should hold; undefined where all is well. */
function findUnreadable(value: unknown, path = ''): string | undefined {
  if (typeof value === 'string') {
    const reason = description(value);
    return reason && `${path} ${reason}`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = findUnreadable(inner, path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const refusal = (subject: string, problem: string): EsgError =>
  new EsgError(`The answer for ${subject} is refused: ${problem}`, {
    code: 'answer-refused',
    exitCode: ExitCode.unreachable,
    hint: 'Correct it at its source; until then exclude_filters with the id of the group leaves it out.',
  });

/**
 * Refuses what could fool a terminal, a log or a parser further on: control characters, halves of characters, texts
 * of an absurd length, in whatever part of an answer.
 *
 * @param subject `group sig-1`
 * @throws EsgError `answer-refused`, exit code 5, naming subject and field, never the text itself
 */
export function refuseUnreadable(subject: string, answer: unknown): void {
  const unreadable = findUnreadable(answer);
  if (unreadable !== undefined) throw refusal(subject, unreadable);
}

/** Refuses a group of more than 100,000 instances; see {@link refuseUnreadable}. */
export function refuseTooMany(subject: string, { length }: readonly unknown[]): void {
  if (length > mostInstances) throw refusal(subject, `it has ${length} instances, more than ${mostInstances}`);
}
