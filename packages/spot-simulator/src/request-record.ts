/** One call as it came in. */
export interface SimulatedRequest {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  /** Without the query. */
  path: string;
  /** The route's template; null for a path that the API does not have. */
  route: string | null;
  query: Record<string, string>;
  /** Parsed JSON; null without a body. */
  body: unknown;
  accountId: string | null;
  /** Null until there is an answer, and for ever where there is none. */
  status: number | null;
  /** Whether it had its effect, whatever was answered. */
  performed: boolean;
}
