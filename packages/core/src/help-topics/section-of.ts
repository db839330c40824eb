/** A page for a terminal: the texts of links instead of their targets, indented code, and no marks for headings. */
export function plainText(markdown: string): string {
  let isCode = false;
  const lines = markdown.split('\n').flatMap((line) => {
    if (line.startsWith('```')) {
      isCode = !isCode;
      return [];
    }
    if (isCode) return [line && `    ${line}`];
    return [
      line
        .replace(/^#+ /, '')
        .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
        .replaceAll('**', ''),
    ];
  });
  return lines.join('\n').trim();
}

/** The part of a page below a heading of the second level; undefined without that heading. */
export function sectionOf(markdown: string, heading: string): string | undefined {
  const [, ...parts] = markdown.split(/^(?=## )/m);
  return parts.find((part) => part.startsWith(`## ${heading}\n`));
}
