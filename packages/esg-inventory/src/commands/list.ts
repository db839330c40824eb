import { loadDocument } from '../load-document.ts';
import { type LoadOptions, withOpening } from '../opening.ts';

/** `--list`: the complete document. */
export async function list(options: LoadOptions): Promise<void> {
  process.stdout.write(await withOpening(options, loadDocument));
}
