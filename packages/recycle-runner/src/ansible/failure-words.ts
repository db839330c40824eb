const bare = (text: string): string => text.replace(/[.\s]+$/, '');

/** The name of a task as it stands in its file: Ansible puts the role before it. */
export const taskName = (name: string): string => name.replace(/^[\w.]+ : /, '');

/** Sentences one after the other, each told once. */
export const sentences = (texts: readonly string[]): string =>
  [...new Set(texts.map(bare))].map((text) => (/[?!]$/.test(text) ? text : `${text}.`)).join(' ');
