import { matcher } from 'matcher';

/** Whether a text is the pattern itself, or matches it: `*` stands for any text. Upper and lower case differ. */
export const matchesGlob = (text: string, pattern: string): boolean =>
  text === pattern ||
  (pattern.includes('*') && matcher([text], pattern.replace(/^!/, '\\!'), { caseSensitive: true }).length > 0);
