declare const ESG_RECYCLER_VERSION: string | undefined;

/** The project's version; put in by the bundler, `0.0.0-source` when the sources run as they are. */
export const version: string = typeof ESG_RECYCLER_VERSION === 'string' ? ESG_RECYCLER_VERSION : '0.0.0-source';
