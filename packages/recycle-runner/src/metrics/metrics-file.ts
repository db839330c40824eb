import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces the file in one step. Its temporary name does not end in `.prom`, so that node_exporter does not read it.
 * Everyone can read the file: node_exporter runs as another user, and metrics contain no secret.
 */
export function replaceMetricsFile(file: string, text: string): void {
  const helper = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(helper, text, { mode: 0o644 });
    renameSync(helper, file);
  } catch (error) {
    rmSync(helper, { force: true });
    throw error;
  }
}
