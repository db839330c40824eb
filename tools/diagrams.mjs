// Renders the Mermaid diagrams of the documentation to docs/images/NAME.svg, for readers that cannot render Mermaid.
// A diagram is a ```mermaid block below the comment <!-- diagram: NAME: TITLE -->.
//   node tools/diagrams.mjs           writes the images
//   node tools/diagrams.mjs --check   exit code 1 if an image is missing or out of date
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderMermaidSVG } from 'beautiful-mermaid';

const root = dirname(import.meta.dirname);
const images = join(root, 'docs/images');
const isCheck = process.argv.includes('--check');

const colors = {
  bg: '#ffffff',
  fg: '#1f2328',
  line: '#57606a',
  accent: '#0969da',
  muted: '#57606a',
  surface: '#f6f8fa',
  border: '#afb8c1',
};
/** Values for the style sheet. Constants also work in viewers without CSS variables. */
const derived = {
  _text: colors.fg,
  '_text-sec': colors.muted,
  '_text-muted': colors.muted,
  '_text-faint': '#8c959f',
  _line: colors.line,
  _arrow: colors.accent,
  '_node-fill': colors.surface,
  '_node-stroke': colors.border,
  '_group-fill': colors.bg,
  '_group-hdr': '#eaeef2',
  '_inner-stroke': '#d8dee4',
  '_key-badge': '#eaeef2',
};

/**
 * @param {string} source Mermaid
 * @param {string} title what the image shows, for screen readers
 */
function render(source, title) {
  const svg = renderMermaidSVG(source, colors);
  const constant = svg
    .replace(/ style="--bg:[^"]*"/, ` style="background:${colors.bg}" role="img"`)
    .replace(
      /<style>.*?<\/style>/s,
      `<title>${title}</title>\n<style>text { font-family: system-ui, Helvetica, Arial, 'DejaVu Sans', sans-serif; }</style>`,
    )
    .replaceAll('auto-start-reverse', 'auto')
    .replaceAll(/var\(--([\w-]+)\)/g, (_, name) => ({ ...colors, ...derived })[name]);
  if (/var\(|undefined/.test(constant)) throw new Error(`${title}: a color of the renderer is not known here`);
  return `${constant.trim()}\n`;
}

/** @type {string[]} */
const outdated = [];
mkdirSync(images, { recursive: true });
for (const page of globSync(['README.md', 'docs/**/*.md'], { cwd: root })) {
  const text = readFileSync(join(root, page), 'utf8');
  for (const [, name, title, source] of text.matchAll(/<!-- diagram: ([\w-]+): (.+?) -->\s+```mermaid\n(.*?)```/gs)) {
    const file = join(images, `${name}.svg`);
    const svg = render(source, title);
    if (existsSync(file) && readFileSync(file, 'utf8') === svg) continue;
    if (!isCheck) writeFileSync(file, svg);
    outdated.push(`docs/images/${name}.svg (${page})`);
  }
}
if (outdated.length > 0) console.log(`${isCheck ? 'Out of date' : 'Written'}: ${outdated.join(', ')}`);
if (isCheck && outdated.length > 0) {
  console.error('Run: npm run docs:diagrams');
  process.exitCode = 1;
}
