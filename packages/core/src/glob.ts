import { matcher } from 'matcher';

/** Whether a text equals or matches the pattern: `*` stands for any text. Case-sensitive. */
export const matchesGlob = (text: string, pattern: string): boolean =>
  text === pattern ||
  (pattern.includes('*') && matcher([text], pattern.replace(/^!/, '\\!'), { caseSensitive: true }).length > 0);
