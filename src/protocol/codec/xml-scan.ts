/** The elements of an XML text with the places where they stand. */

export interface Element {
  readonly name: string;
  /** Where the opening tag starts, and the first character after it. */
  readonly open: number;
  readonly content: number;
  /** Where the closing tag starts; `content` for an element that closes itself. */
  close: number;
  readonly closesItself: boolean;
  readonly children: Element[];
}

const tagName = /<([^\s/>"']+)/y;
const stop = /[>"']/g;
/** What is passed over: how it opens, and how it closes. */
const passed = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;

/** The root elements, or undefined where tags do not match. */
export function scanXml(text: string): Element[] | undefined {
  const roots: Element[] = [];
  const open: Element[] = [];
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const next =
      passOver(text, at) ??
      (text[at + 1] === '/' ? closeTag(text, at, open) : openTag(text, at, open, roots));
    if (next < 0) return undefined;
    at = next;
  }
  return open.length === 0 ? roots : undefined;
}

/** The end of a comment, CDATA section, instruction or declaration; -1 where it has none. */
function passOver(text: string, at: number): number | undefined {
  const found = passed.find(([start]) => text.startsWith(start, at));
  if (!found) return undefined;
  const end = text.indexOf(found[1], at + found[0].length);
  return end < 0 ? -1 : end + found[1].length;
}

function closeTag(text: string, at: number, open: Element[]): number {
  const end = text.indexOf('>', at);
  const element = open.pop();
  if (end < 0 || element?.name !== text.slice(at + 2, end).trimEnd()) return -1;
  element.close = at;
  return end + 1;
}

function openTag(text: string, at: number, open: Element[], roots: Element[]): number {
  tagName.lastIndex = at;
  const name = tagName.exec(text)?.[1];
  const end = name === undefined ? -1 : tagEnd(text, at);
  if (name === undefined || end < 0) return -1;
  const closesItself = text[end - 1] === '/';
  const element: Element = { name, open: at, content: end + 1, close: end + 1, closesItself, children: [] };
  (open.at(-1)?.children ?? roots).push(element);
  if (!closesItself) open.push(element);
  return end + 1;
}

/** Where the tag that opens here closes: a `>` outside quotes. */
function tagEnd(text: string, start: number): number {
  let at = start;
  for (;;) {
    stop.lastIndex = at;
    const found = stop.exec(text);
    if (!found || found[0] === '>') return found ? found.index : -1;
    at = text.indexOf(found[0], found.index + 1) + 1;
    if (at === 0) return -1;
  }
}
