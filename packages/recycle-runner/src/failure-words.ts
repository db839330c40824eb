const bare = (text: string): string => text.replace(/[.\s]+$/, '');

/** The name of a task as it stands in its file: Ansible puts the role before it. */
export const taskName = (name: string): string => name.replace(/^[\w.]+ : /, '');

/** A failure without the hints at its end, which are told by themselves. */
export function withoutHints(text: string, hints: readonly string[]): string {
  const rest = bare(text);
  const isLast = (hint: string): boolean => rest.endsWith(hint) && /[.?!] $/.test(rest.slice(0, -hint.length));
  const last = hints.map(bare).find((hint) => hint !== '' && isLast(hint));
  return last === undefined ? rest : withoutHints(rest.slice(0, -last.length), hints);
}

/** Sentences one after the other, each told once. */
export const sentences = (texts: readonly string[]): string =>
  [...new Set(texts.map(bare))].map((text) => (/[?!]$/.test(text) ? text : `${text}.`)).join(' ');
