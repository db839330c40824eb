import { ProtocolError, ResponseError } from '@platformatic/kafka';

/** Why a broker gave no answer: what it said, or what came in between, down to the first cause. */
export function reasonOf(error: unknown): string {
  if (error instanceof ResponseError) return [...new Set(error.errors.map(reasonOf))].join('; ');
  if (error instanceof ProtocolError) {
    const { apiId, serverErrorMessage, message } = error as ProtocolError & Record<string, unknown>;
    return `${String(apiId)}: ${typeof serverErrorMessage === 'string' && serverErrorMessage ? serverErrorMessage : message}`;
  }
  if (!(error instanceof Error)) return String(error);
  const message = (error.message || (error as NodeJS.ErrnoException).code || error.name).replace(/\.$/, '');
  return error.cause === undefined ? message : `${message}: ${reasonOf(error.cause)}`;
}
