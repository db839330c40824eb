// CHANGELOG.md is the only list of changes that people write. Everything else is generated from it.

/** The sections of Keep a Changelog, and the sections of antsibull-changelog. */
const collectionSections = {
  Added: 'minor_changes',
  Changed: 'minor_changes',
  Deprecated: 'deprecated_features',
  Removed: 'removed_features',
  Fixed: 'bugfixes',
  Security: 'security_fixes',
};

const heading = '## [Unreleased]\n';

/**
 * The text below a heading `## […]`, up to the next one.
 *
 * @param {string} changelog
 */
function unreleasedText(changelog) {
  const start = changelog.indexOf(heading);
  if (start < 0) throw new Error('CHANGELOG.md has no section "## [Unreleased]"\n  Add it above the newest version.');
  const text = changelog.slice(start + heading.length);
  const end = text.search(/^## \[/m);
  return (end < 0 ? text : text.slice(0, end)).trim();
}

/**
 * The entries of the section "Unreleased", by the title of their section, each on one line.
 *
 * @param {string} changelog
 * @returns {Record<string, string[]>}
 */
export function unreleasedEntries(changelog) {
  const parts = unreleasedText(changelog)
    .split(/^### /m)
    .filter((part) => part.trim());
  const sections = parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    const entries = lines.join('\n').split(/^- /m).slice(1);
    return [title.trim(), entries.map((entry) => entry.trim().replaceAll(/\s*\n\s*/g, ' '))];
  });
  const unknown = sections.filter(([title]) => !Object.hasOwn(collectionSections, title)).map(([title]) => title);
  if (unknown.length > 0) {
    throw new Error(
      `CHANGELOG.md has unknown sections below "Unreleased": ${unknown.join(', ')}\n  Use one of ${Object.keys(collectionSections).join(', ')}.`,
    );
  }
  return Object.fromEntries(sections.filter(([, entries]) => entries.length > 0));
}

/**
 * The changelog with a version in place of "Unreleased", which is empty again, and the notes of that version.
 *
 * @param {string} changelog
 * @param {string} version
 * @param {string} date
 */
export function releaseChangelog(changelog, version, date) {
  const notes = unreleasedText(changelog);
  const released = changelog.replace(heading, `${heading}\n## [${version}] - ${date}\n`);
  return { changelog: released, notes: `${notes}\n` };
}

/**
 * Markdown as reStructuredText. A link to a file of the repository becomes its text, because the collection has other files.
 *
 * @param {string} text
 */
const toRst = (text) =>
  text
    .replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]+\)/g, '$1')
    .split(/(`[^`]+`|\[[^\]]+\]\([^)]+\))/)
    .map((part) => {
      if (part.startsWith('`')) return `\`${part}\``;
      const [, name, url] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part) ?? [];
      return url ? `\`${name.replaceAll('`', '')} <${url}>\`__` : part.replaceAll(/[*|\\]/g, String.raw`\$&`);
    })
    .join('');

/**
 * What antsibull-changelog reads: the entries by the sections of a collection's changelog.
 *
 * @param {Record<string, string[]>} entries
 */
export function collectionFragment(entries) {
  /** @type {Record<string, string[]>} */
  const fragment = {};
  for (const [title, texts] of Object.entries(entries)) {
    (fragment[collectionSections[title]] ??= []).push(...texts.map(toRst));
  }
  return fragment;
}
