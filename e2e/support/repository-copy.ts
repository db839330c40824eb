import { execa } from 'execa';
import { cpSync, existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from './executables.ts';

/** Copies the current files of the repository into a temporary folder, with links to its installed packages. */
export async function copyRepository(): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'esg-repository-'));
  const { stdout } = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
  });
  const files = stdout.split('\0').filter((file) => file && existsSync(join(repository, file)));
  for (const file of files) cpSync(join(repository, file), join(copy, file), { recursive: true });
  const installed = ['node_modules', '.venv', ...new Set(files.map((file) => join(dirname(file), 'node_modules')))];
  for (const folder of installed.filter((each) => existsSync(join(repository, each)))) {
    if (!existsSync(join(copy, folder))) symlinkSync(join(repository, folder), join(copy, folder));
  }
  return copy;
}
