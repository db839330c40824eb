import { EsgError, ExitCode } from '@esg-recycler/core';

/** In UTF-16 code units. Real texts are much shorter: AWS allows 256 for the value of a tag. */
const longestText = 64 * 1024;
const mostInstances = 100_000;

function description(text: string): string | undefined {
  if (text.length > longestText) return `is longer than ${longestText / 1024} KiB`;
  if (/\p{Cc}/u.test(text)) return 'contains control characters';
  // cspell:disable-next-line
  return text.isWellFormed() ? undefined : 'contains half a character';
}

/** The place of and the reason for the first unsafe text; undefined when all texts are safe. */
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
  new EsgError(`The response for ${subject} is rejected: ${problem}`, {
    code: 'answer-refused',
    exitCode: ExitCode.unreachable,
    hint: 'Correct the text at its source. Until then, leave the group out with exclude_filters and its id.',
  });

/**
 * Rejects text that could mislead a terminal, a log or a parser: control characters, halves of characters, and
 * extremely long texts, in any part of a response.
 *
 * @param subject `group sig-1`
 * @throws EsgError `answer-refused`, exit code 5, with subject and field, never the text itself
 */
export function refuseUnreadable(subject: string, answer: unknown): void {
  const unreadable = findUnreadable(answer);
  if (unreadable !== undefined) throw refusal(subject, unreadable);
}

/** Rejects a group of more than 100,000 instances; see {@link refuseUnreadable}. */
export function refuseTooMany(subject: string, { length }: readonly unknown[]): void {
  if (length > mostInstances) throw refusal(subject, `it has ${length} instances, more than ${mostInstances}`);
}
