/** How a user ends a roll. The first signal lets the instance in progress finish; each further one presses harder. */
export interface StopSignals {
  /** Aborted by the first. */
  readonly signal: AbortSignal;
  /** Called with what to send to Ansible from the second signal on; until the returned function is called. */
  onPress: (press: (signal: NodeJS.Signals) => void) => () => void;
  /** Gives the signals back to Node's own handling. */
  dispose: () => void;
}

/** A closed terminal is a wish to stop as well. */
const heeded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const pressures = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;

export function listenForStop(source: NodeJS.EventEmitter = process): StopSignals {
  const controller = new AbortController();
  let press: ((signal: NodeJS.Signals) => void) | undefined;
  let pressed = 0;
  const listener = (): void => {
    if (!controller.signal.aborted) {
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
