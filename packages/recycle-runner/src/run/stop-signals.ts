/** How a user stops a roll: the first signal lets the instance in progress finish, a second Ctrl-C ends Ansible. */
export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** From the second Ctrl-C on, passes the signal to send to Ansible; until the returned function is called. */
  onPress: (press: (signal: NodeJS.Signals) => void) => () => void;
  /** Restores Node's own signal handling. */
  dispose: () => void;
}

/** A closed terminal requests a stop too. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const escalation = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;

/**
 * One event may arrive several times: the kernel and the shell both report a closed terminal, and a wrapper may pass on a
 * Ctrl-C that the terminal has sent already. In milliseconds.
 */
const sameEventMs = 1500;

/**
 * Only a later Ctrl-C interrupts the instance in progress, because only a person sends it. SIGHUP and SIGTERM let the
 * instance finish, however often they arrive.
 *
 * @param now milliseconds of a clock that only goes forward
 */
export function listenForStop(
  source: NodeJS.EventEmitter = process,
  now: () => number = () => performance.now(),
): StopSignals {
  const controller = new AbortController();
  let press: ((signal: NodeJS.Signals) => void) | undefined;
  let pressed = 0;
  let lastAt = -Infinity;
  const listener = (name: NodeJS.Signals): void => {
    const isFirst = !controller.signal.aborted;
    if (!isFirst && (name !== 'SIGINT' || now() - lastAt < sameEventMs)) return;
    lastAt = now();
    if (isFirst) {
      controller.abort();
      return;
    }
    press?.(escalation[Math.min(pressed, escalation.length - 1)] ?? 'SIGKILL');
    pressed += 1;
  };
  for (const name of stopSignals) source.on(name, listener);
  return {
    signal: controller.signal,
    onPress: (handler) => {
      press = handler;
      return () => {
        press = undefined;
      };
    },
    dispose: () => {
      for (const name of stopSignals) source.off(name, listener);
    },
  };
}
