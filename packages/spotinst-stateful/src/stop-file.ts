import { existsSync } from 'node:fs';

const pollMs = 250;

/**
 * A stop that a parent process requests with a file. It counts until the request of this process is sent: after that, the
 * instance is finished.
 */
export interface StopFile {
  /** Whether the file was there while it counted. */
  isRequested: () => boolean;
  /** From now on the file counts. Reads it at once. */
  watch: () => void;
  /** From now on the file does not count. */
  ignore: () => void;
}

/** @param onRequest called once */
export function openStopFile(file: string, onRequest: () => void): StopFile {
  let isRequested = false;
  let timer: NodeJS.Timeout | undefined;
  const ignore = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const read = (): void => {
    if (isRequested || !existsSync(file)) return;
    isRequested = true;
    ignore();
    onRequest();
  };
  return {
    isRequested: () => isRequested,
    watch: () => {
      read();
      if (!isRequested) timer ??= setInterval(read, pollMs).unref();
    },
    ignore,
  };
}
