declare const ESG_RECYCLER_VERSION: string | undefined;

/** The project's version. The bundler inserts it; `0.0.0-source` when the sources run unbundled. */
export const version: string = typeof ESG_RECYCLER_VERSION === 'string' ? ESG_RECYCLER_VERSION : '0.0.0-source';
