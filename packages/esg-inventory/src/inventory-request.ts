/** The groups to read. */
export interface InventoryRequest {
  /** Ids, names or globs; none means every stateful group. */
  selectors: readonly string[];
  /** Group ids (`ESG_RECYCLER_ONLY`): only these are read, and they are listed completely, regardless of filters. */
  only: readonly string[];
  /** The instance in progress of a roll (`ESG_RECYCLER_SSI`). */
  ssi?: string;
}
