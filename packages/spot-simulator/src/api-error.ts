/** A call that the API refuses: HTTP 400 and a code. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly field: string | undefined;

  constructor(code: string, message: string, field?: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

export const validationError = (message: string, field: string): ApiError =>
  new ApiError('ValidationError', message, field);
