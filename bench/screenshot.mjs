/** Draws what a command prints as an SVG that suits light and dark pages. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import stringWidth from 'string-width';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cell = { width: 8.4, height: 19, font: 14 };
const margin = 16;
const bar = 30;

/** Colours by the number in the escape code; the first for light pages, the second for dark ones. */
const colours = {
  31: ['#c4313a', '#ff7b84'],
  32: ['#19733a', '#5ecb83'],
  34: ['#1f5fc4', '#79b0ff'],
  35: ['#8a3fb0', '#d59bf6'],
  36: ['#0b6e7d', '#5cc8d8'],
  94: ['#3d56d6', '#9db0ff'],
  95: ['#b0287f', '#ff90d2'],
};

const escaped = (text) =>
  text.replace(/[&<>]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[found]);

/** Pieces of a line: text, its column and its classes. */
function* pieces(line) {
  let column = 0;
  let classes = new Set();
  for (const [, code, text] of line.matchAll(/\x1b\[([\d;]*)m|([^\x1b]+)/g)) {
    if (text === undefined) {
      if (code === '' || code === '0') classes = new Set();
      else for (const one of code.split(';')) classes.add(`c${one}`);
      continue;
    }
    // Wide characters are placed one by one, since no font gives them exactly two cells.
    for (const { 0: part } of text.matchAll(
      /(?:[\x21-\x7e\u2500-\u257f]| (?! ))+| +|[^\x20-\x7e\u2500-\u257f]/gu,
    )) {
      const width = stringWidth(part);
      if (part.trim() !== '') yield { part, column, width, classes: [...classes].join(' ') };
      column += width;
    }
  }
}

function drawLine(line, row) {
  const y = bar + margin + row * cell.height + cell.font;
  return [...pieces(line)]
    .map(({ part, column, width, classes }) => {
      const leading = part.length - part.trimStart().length;
      const x = (margin + (column + leading) * cell.width).toFixed(1);
      const text = part.trim();
      const length = ((text.length === 1 ? width : text.length) * cell.width).toFixed(1);
      const fit = text.length > 1 ? ` textLength="${length}" lengthAdjust="spacingAndGlyphs"` : '';
      return `<text x="${x}" y="${y}"${fit}${classes === '' ? '' : ` class="${classes}"`}>${escaped(text)}</text>`;
    })
    .join('');
}

const rules = (index) =>
  Object.entries(colours)
    .map(([code, pair]) => `.c${code}{fill:${pair[index]}}`)
    .join('');

/**
 * @param {readonly string[]} lines with escape codes of colours
 * @param {number} columns
 * @returns {string} the SVG
 */
export function draw(lines, columns) {
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = bar + 2 * margin + lines.length * cell.height;
  const dots = [0, 1, 2].map(
    (index) => `<circle class="dot" cx="${20 + index * 18}" cy="${bar / 2 + 2}" r="5.5"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<style>
text{font:${cell.font}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono",monospace;white-space:pre;fill:#24292f}
.window{fill:#fbfbfa;stroke:#d0d3d8}.dot{fill:#d0d3d8}.c1{font-weight:700}.c2{fill-opacity:.55}${rules(0)}
@media(prefers-color-scheme:dark){text{fill:#d7dce2}.window{fill:#16191d;stroke:#343941}.dot{fill:#343941}${rules(1)}}
</style>
<rect class="window" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="9"/>${dots.join('')}
${lines.map(drawLine).join('\n')}
</svg>
`;
}

function run(argv, columns) {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...argv], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: String(columns), FORCE_COLOR: '1' },
  });
  return `${stdout}${stderr}`.replace(/\n$/, '').split('\n');
}

/** A line of a terminal goes on in the next one where it is full. */
function folded(line, columns) {
  const rows = [];
  let rest = line;
  while (stringWidth(rest) > columns) {
    let end = columns;
    while (stringWidth(rest.slice(0, end)) > columns) end -= 1;
    rows.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...rows, rest];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      output: { type: 'string', short: 'o', default: 'docs/terminal.svg' },
      columns: { type: 'string', default: '100' },
      lines: { type: 'string', default: '60' },
    },
  });
  const columns = Number(values.columns);
  const prompt = `\x1b[2m$\x1b[0m \x1b[1mdriftwire ${positionals.join(' ')}\x1b[0m`;
  const printed = run(positionals, columns).flatMap((line) =>
    line.includes('\x1b') ? [line] : folded(line, columns),
  );
  const path = join(root, values.output);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, draw([prompt, ...printed.slice(0, Number(values.lines))], columns));
}
