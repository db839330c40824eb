import { portClosed } from '../decide/decide.ts';
import type { ClosedPort } from '../decide/facts.ts';
import type { Step } from '../step/open-step.ts';

/** Reports a port that is waited for, as a line and as an event. */
export const reportPort =
  ({ context, emit, subject }: Pick<Step, 'context' | 'emit' | 'subject'>, phase: 'before' | 'after') =>
  ({ address, port }: ClosedPort): void => {
    const reason = portClosed({ address, port });
    context.report(`health check ${phase} the recycle: ${reason}`);
    emit('gate_waiting', subject, { phase, reason });
  };
