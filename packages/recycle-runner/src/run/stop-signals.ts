/** How a user ends a roll. The first signal lets the instance in progress finish; a second Ctrl-C ends Ansible. */
export interface StopSignals {
  /** Aborted by the first. */
  readonly signal: AbortSignal;
  /** Called with what to send to Ansible from the second Ctrl-C on; until the returned function is called. */
  onPress: (press: (signal: NodeJS.Signals) => void) => () => void;
  /** Gives the signals back to Node's own handling. */
  dispose: () => void;
}

/** A closed terminal is a wish to stop as well. */
const heeded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const pressures = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;

/**
 * One event may reach a process several times: the hang-up of a terminal comes from the kernel and from the shell, and
 * what wraps the executable may send on a Ctrl-C that the terminal has sent already. In milliseconds.
 */
const sameEventMs = 1500;

/**
 * Only a Ctrl-C is ever more than the wish to stop: it alone is surely meant by a person, where it is not the echo of
 * the signal before. A hang-up or a SIGTERM, however often it comes, lets the instance in progress finish.
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
  let heededAt = -Infinity;
  const listener = (name: NodeJS.Signals): void => {
    const isFirst = !controller.signal.aborted;
    if (!isFirst && (name !== 'SIGINT' || now() - heededAt < sameEventMs)) return;
    heededAt = now();
    if (isFirst) {
      controller.abort();
      return;
    }
    press?.(pressures[Math.min(pressed, pressures.length - 1)] ?? 'SIGKILL');
    pressed += 1;
  };
  for (const name of heeded) source.on(name, listener);
  return {
    signal: controller.signal,
    onPress: (handler) => {
      press = handler;
      return () => {
        press = undefined;
      };
    },
    dispose: () => {
      for (const name of heeded) source.off(name, listener);
    },
  };
}
