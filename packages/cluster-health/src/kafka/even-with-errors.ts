import { ResponseError } from '@platformatic/kafka';

/** The client throws a response in which a single partition or topic has an error. This returns the response. */
export const evenWithErrors = <Answer>(asked: Promise<Answer>): Promise<Answer> =>
  asked.catch((error: unknown) => {
    const { response } = (error instanceof ResponseError ? error : {}) as { response?: Answer };
    if (response) return response;
    throw error;
  });
