import { checkStop, type Context, type MonotonicClock } from '@esg-recycler/spotinst-stateful';

/** The clock of waits before a request: they end with `stopped`, exit code 130, when a stop is requested. */
export const stoppableClock = ({ clock, signal }: Pick<Context, 'clock' | 'signal'>): MonotonicClock => ({
  now: clock.now,
  sleep: async (ms) => {
    await clock.sleep(ms, signal);
    checkStop(signal);
  },
});
