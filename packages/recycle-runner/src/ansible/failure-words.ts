import { splitClosingCommand } from '@esg-recycler/core';

const bare = (text: string): string => text.replace(/[.\s]+$/, '');

/** Joins sentences, each once. A command at the end has no period, so that it can be pasted. */
export const sentences = (texts: readonly string[]): string =>
  [...new Set(texts.map(bare))]
    .map((text, index, all) => {
      const isBare = /[?!]$/.test(text) || (index === all.length - 1 && splitClosingCommand(text) !== undefined);
      return isBare ? text : `${text}.`;
    })
    .join(' ');
