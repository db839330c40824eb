import { ResponseError } from '@platformatic/kafka';

/** An answer in which a single partition or topic has an error is thrown by the client, and yet it is the answer. */
export const evenWithErrors = <Answer>(asked: Promise<Answer>): Promise<Answer> =>
  asked.catch((error: unknown) => {
    const { response } = (error instanceof ResponseError ? error : {}) as { response?: Answer };
    if (response) return response;
    throw error;
  });
