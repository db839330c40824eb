import { closestMatch } from 'leven';

/** ` Did you mean "x"?`, with a leading space, when a known word is similar; else an empty text. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = closestMatch(word, known, { maxDistance: Math.max(1, Math.floor(word.length / 3)) });
  return near === undefined ? '' : ` Did you mean ${JSON.stringify(near)}?`;
}
