import { connect } from 'node:net';
import type { MonotonicClock } from '@esg-recycler/spotinst-stateful';
import type { ClosedPort } from '../decide/facts.ts';

/** How long one connection may take at most, in milliseconds. */
const connectTimeoutMs = 5000;
/** How long between two attempts at one port. */
const pauseMs = 500;

const answers = ({ address, port }: ClosedPort, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: Math.max(1, timeoutMs) });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });

/** Every port of every address. */
export const portsAt = (addresses: readonly (string | null)[], ports: readonly number[]): ClosedPort[] =>
  addresses.flatMap((address) => (address === null ? [] : ports.map((port) => ({ address, port }))));

/**
 * Waits until ports accept connections, all of them at once.
 *
 * @param timeoutMs how long each may take; at least one attempt is made at each
 * @param onClosed told once of each that is waited for
 * @returns those that did not in time
 */
export async function awaitPorts(
  wanted: readonly ClosedPort[],
  timeoutMs: number,
  { now, sleep }: MonotonicClock,
  onClosed: (port: ClosedPort) => void = () => {},
): Promise<ClosedPort[]> {
  const deadline = now() + timeoutMs;
  const isOpen = async (one: ClosedPort): Promise<boolean> => {
    for (let attempts = 1; ; attempts += 1) {
      const left = deadline - now();
      if (await answers(one, Math.min(connectTimeoutMs, Math.max(left, 1000)))) return true;
      if (now() >= deadline) return false;
      if (attempts === 1) onClosed(one);
      await sleep(Math.min(pauseMs, Math.max(1, deadline - now())));
    }
  };
  const open = await Promise.all(wanted.map(isOpen));
  return wanted.filter((_, index) => !open[index]);
}
