/** The part of a page of the documentation. */
export interface Topic {
  description: string;
  /** Below `docs/`. */
  page: string;
  /** The headings of its parts. */
  sections: readonly string[];
}

/** The topics of `help TOPIC`. Their text is that of the documentation. */
export const topics: Readonly<Record<string, Topic>> = {
  'exit-codes': { description: 'the exit codes', page: 'running.md', sections: ['Exit codes'] },
  settings: {
    description: 'the settings and the config file',
    page: 'settings.md',
    sections: ['Settings and environment variables', 'The config file', 'Credentials'],
  },
  environment: {
    description: 'the environment variables',
    page: 'settings.md',
    sections: ['Settings and environment variables', 'Other environment variables', 'Proxies and certificates'],
  },
  files: {
    description: 'the files that are read and written',
    page: 'settings.md',
    sections: ['The config file', 'Where it stores things'],
  },
};
