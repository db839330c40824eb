import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/**
 * Reads `500ms`, `5s`, `10m`, `2h`; a bare number means seconds.
 *
 * @param name the option or setting, for the error message: `--timeout`
 * @returns milliseconds
 * @throws EsgError `duration-invalid`, exit code 2
 */
export function parseDuration(text: string | number, name: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(String(text).trim());
  if (!match) {
    throw new EsgError(`${name}: ${JSON.stringify(text)} is not a duration`, {
      code: 'duration-invalid',
      exitCode: ExitCode.usage,
      hint: 'Write it as 500ms, 5s, 10m or 2h; a bare number means seconds.',
    });
  }
  return Math.round(Number(match[1]) * unitMs[(match[2] ?? 's') as keyof typeof unitMs]);
}

/** Writes milliseconds for people: `850ms`, `5s`, `2m30s`, `1h05m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  const pad = (value: number) => String(value).padStart(2, '0');
  if (minutes < 60) return seconds % 60 ? `${minutes}m${pad(seconds % 60)}s` : `${minutes}m`;
  return minutes % 60 ? `${Math.floor(minutes / 60)}h${pad(minutes % 60)}m` : `${Math.floor(minutes / 60)}h`;
}
