import type { Runner } from './roll-site.ts';

/** Waits until a runner has printed a text to stderr. An iteration over the stream would close it at its end. */
export const untilShown = ({ stderr }: Runner, text: string): Promise<void> => {
  let shown = '';
  return new Promise((resolve) =>
    stderr!.on('data', (chunk) => {
      shown += String(chunk);
      if (shown.includes(text)) resolve();
    }),
  );
};
