import type { ClosedPort } from '../decide/facts.ts';
import type { Step } from '../step/open-step.ts';

/** Reports a port that is waited for. */
export const reportPort =
  ({ context, emit, subject }: Pick<Step, 'context' | 'emit' | 'subject'>, phase: 'before' | 'after') =>
  ({ address, port }: ClosedPort): void => {
    const reason = `${address}:${port} does not answer`;
    context.report(`gate ${phase}: ${reason}`);
    emit('gate_waiting', subject, { phase, reason });
  };
