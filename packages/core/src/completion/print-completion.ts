import type { Command } from 'commander';
import { completeWords } from './complete-words.ts';
import { filesLine } from './completion-script.ts';

/** Prints what can follow the words, one a line, with a tab before its description. The script of the shell reads it. */
export function printCompletion(program: Command, words: readonly string[]): void {
  const { candidates, takesFiles } = completeWords(program, words);
  const lines = candidates.map(({ value, description }) => `${value}\t${description}`);
  process.stdout.write([...lines, ...(takesFiles ? [filesLine] : []), ''].join('\n'));
}
