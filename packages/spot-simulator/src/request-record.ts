/** One received call. */
export interface SimulatedRequest {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  /** Without the query. */
  path: string;
  /** The template of the route; null for an unknown path. */
  route: string | null;
  query: Record<string, string>;
  /** Parsed JSON; null without a body. */
  body: unknown;
  accountId: string | null;
  /** Null until there is a response. */
  status: number | null;
  /** Whether it took effect, independent of the response. */
  performed: boolean;
}
