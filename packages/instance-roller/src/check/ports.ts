import { connect } from 'node:net';
import type { MonotonicClock } from '@esg-recycler/spotinst-stateful';
import type { ClosedPort } from '../decide/facts.ts';

/** The maximum time of one connection, in milliseconds. */
const connectTimeoutMs = 5000;
/** The pause between two attempts at one port, in milliseconds. */
const pauseMs = 500;

const accepts = ({ address, port }: ClosedPort, timeoutMs: number): Promise<boolean> =>
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
 * Waits until all ports accept connections; they are checked in parallel.
 *
 * @param timeoutMs the timeout per port; every port is tried at least once
 * @param onClosed called once for each port that is waited for
 * @returns the ports that did not accept a connection in time
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
      if (await accepts(one, Math.min(connectTimeoutMs, Math.max(left, 1000)))) return true;
      if (now() >= deadline) return false;
      if (attempts === 1) onClosed(one);
      await sleep(Math.min(pauseMs, Math.max(1, deadline - now())));
    }
  };
  const open = await Promise.all(wanted.map(isOpen));
  return wanted.filter((_, index) => !open[index]);
}
