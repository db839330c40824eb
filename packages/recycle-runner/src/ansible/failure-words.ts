const bare = (text: string): string => text.replace(/[.\s]+$/, '');

/** The name of a task as in its file: Ansible puts the role in front of it. */
export const taskName = (name: string): string => name.replace(/^[\w.]+ : /, '');

/** Joins sentences, each once. */
export const sentences = (texts: readonly string[]): string =>
  [...new Set(texts.map(bare))].map((text) => (/[?!]$/.test(text) ? text : `${text}.`)).join(' ');
