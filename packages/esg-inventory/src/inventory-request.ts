/** What to read. */
export interface InventoryRequest {
  /** Ids, names or globs; none means every stateful group. */
  selectors: readonly string[];
  /** Group ids: nothing beyond them is asked for (`ESG_RECYCLER_ONLY`), and they are listed whole, whatever is filtered. */
  only: readonly string[];
  /** The instance a roll is at (`ESG_RECYCLER_SSI`). */
  ssi?: string;
}
