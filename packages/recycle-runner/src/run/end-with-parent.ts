import { endDescendants } from '../ansible/end-process-tree.ts';

/** Ends Ansible and this process with SIGKILL. Nothing is unwound, because that would send requests. */
function endAtOnce(): void {
  endDescendants(process.pid);
  process.kill(process.pid, 'SIGKILL');
}

/**
 * Ends this run when stdin closes, which means that the process that started it has exited. The lease of a dead owner is
 * no longer valid, so no process that remains sends a request, and the next run continues from the records.
 */
export function endWithParent(
  stdin: Pick<NodeJS.ReadStream, 'once' | 'resume' | 'unref'> = process.stdin,
  end: () => void = endAtOnce,
): void {
  stdin.once('close', end).once('end', end).once('error', end);
  stdin.resume();
  // Only the roll keeps the process alive.
  stdin.unref();
}
