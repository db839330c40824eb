/**
 * How a dead worker is noticed, from the time of a lease. BullMQ checks twice: a job whose lock has expired at the second
 * check goes back to the queue. So that happens within three quarters of the time, and the next run starts before a lease
 * that nobody renews has expired twice.
 */
export const jobLockTimes = (lockTtlMs: number): { lockDuration: number; stalledInterval: number } => ({
  lockDuration: Math.ceil(lockTtlMs / 2),
  stalledInterval: Math.ceil(lockTtlMs / 4),
});

/** How often the workers of one job may die before it fails. */
export const maxLostWorkers = 20;

/**
 * How a job is tried again while another process holds the lease: after an eighth of its time, then each time twice as
 * long. Together that is almost twice the time of the lease, so a lease that nobody renews has expired.
 */
export const leaseRetries = (lockTtlMs: number) => ({
  attempts: 5,
  backoff: { type: 'exponential', delay: Math.ceil(lockTtlMs / 8) },
});
