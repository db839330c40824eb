// Draws the screen of a terminal as SVG.

const cell = { width: 8.4, height: 18 };
const margin = 20;
const titleBar = 34;
const colors = {
  background: '#0d1117',
  frame: '#30363d',
  title: '#8b949e',
  text: '#e6edf3',
  dim: '#848d97',
  30: '#484f58',
  31: '#ff7b72',
  32: '#3fb950',
  33: '#d29922',
  34: '#58a6ff',
  35: '#bc8cff',
  36: '#39c5cf',
  37: '#e6edf3',
};

/**
 * How many columns a text takes. The view has no wide characters.
 *
 * @param {string} text
 */
const lengthOf = (text) => Array.from(text).length;

const escapeCharacter = '\u001B';
const sequence = new RegExp(`(${escapeCharacter}\\[[\\d;]*m)`);

/** @param {string} text */
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * The parts of a line with one style each, from its SGR sequences.
 *
 * @param {string} line
 */
function* partsOf(line) {
  let style = { bold: false, dim: false, color: undefined };
  let column = 0;
  for (const piece of line.split(sequence)) {
    const codes = piece.startsWith(escapeCharacter) ? piece.slice(2, -1) : undefined;
    if (codes === undefined) {
      if (piece !== '') yield { text: piece, column, ...style };
      column += lengthOf(piece);
      continue;
    }
    for (const code of codes.split(';').map(Number)) {
      if (code === 0) style = { bold: false, dim: false, color: undefined };
      else if (code === 1) style = { ...style, bold: true };
      else if (code === 2) style = { ...style, dim: true };
      else if (code === 22) style = { ...style, bold: false, dim: false };
      else if (code === 39) style = { ...style, color: undefined };
      else if (code >= 30 && code <= 37) style = { ...style, color: code };
    }
  }
}

const fillOf = ({ color, dim }) => (color !== undefined ? colors[color] : dim ? colors.dim : colors.text);

/** Blocks are rectangles: the glyphs of many fonts leave gaps between them. */
function blocks(text, x, y, fill) {
  const width = lengthOf(text) * cell.width;
  const opacity = text.startsWith('█') ? 1 : 0.35;
  return `<rect x="${x.toFixed(1)}" y="${y - 12}" width="${width.toFixed(1)}" height="13" fill="${fill}" fill-opacity="${opacity}"/>`;
}

function draw(part, y) {
  const fill = fillOf(part);
  let column = part.column;
  return part.text
    .split(/([█]+|[░]+|^ +| {2,}| +$)/)
    .map((text) => {
      const x = margin + column * cell.width;
      const length = lengthOf(text);
      column += length;
      if (text.trim() === '') return '';
      if (/^[█░]/.test(text)) return blocks(text, x, y, fill);
      const weight = part.bold ? ' font-weight="bold"' : '';
      return `<text x="${x.toFixed(1)}" y="${y}" fill="${fill}"${weight} textLength="${(length * cell.width).toFixed(1)}" lengthAdjust="spacingAndGlyphs">${escape(text)}</text>`;
    })
    .join('');
}

/**
 * @param {readonly string[]} lines with the escape sequences of their colors
 * @param {{ columns: number, title: string, description: string }} options
 */
export function terminalSvg(lines, { columns, title, description }) {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = titleBar + lines.length * cell.height + 2 * margin - 8;
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, n) => `<circle cx="${20 + n * 20}" cy="17" r="6" fill="${fill}"/>`,
  );
  const rows = lines.map((line, n) => {
    const y = titleBar + margin + 8 + n * cell.height;
    return [...partsOf(line)].map((part) => draw(part, y)).join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escape(title)}</title><desc id="description">${escape(description)}</desc>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${colors.background}" stroke="${colors.frame}"/>`,
    ...dots,
    `<text x="${width / 2}" y="22" text-anchor="middle" fill="${colors.title}" font-family="system-ui, sans-serif" font-size="13">${escape(title)}</text>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace" font-size="14" xml:space="preserve">`,
    ...rows.filter((row) => row !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
