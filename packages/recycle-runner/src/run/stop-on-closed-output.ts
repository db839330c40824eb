/**
 * A closed pipe or terminal must not end a roll in the middle of an instance. It is a request to stop, as a hang-up is:
 * nobody watches any more.
 */
export function stopOnClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.on('error', () => void process.emit('SIGHUP'));
  }
}
