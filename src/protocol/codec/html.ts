/** The codec of pages, of which little matters. */
import { Body } from '../../exchange.ts';
import type { Codec } from './codec.ts';
import { decodeEntities, escapeText } from './entities.ts';
import { isEmpty, kindOf, refuse } from './sniff.ts';
import { type Fields, fieldsOf, textOf } from './values.ts';

interface Page {
  readonly title?: string;
  /** The notice of a refusal where there is one, otherwise what a reader sees, cut to 300 characters. */
  readonly text: string;
  /** Of the bootstrap object of the index page: whether the cookies are alive (protocol.md 1.1). */
  readonly isLogin?: boolean;
}

/** How much of a page is read, in characters or bytes. */
const readLength = 256 * 1024;
const textLength = 300;
/** A notice is looked for at so many places, and is not longer than this. */
const noticePlaces = 20;
const noticeLength = 4096;
const decoder = new TextDecoder();
const titlePattern = /<title\b[^>]{0,200}>([^<]{0,1000})/i;
const noticePattern = /msg(?:-|__)title/g;
/** Elements whose content nobody sees. */
const hidden = /<(script|style|noscript|head|title)\b/iy;
const bootstrap =
  /\bisLogin["']?\s{0,20}:\s{0,20}(!{0,2})\s{0,20}(?:"([^"]{0,80})"|'([^']{0,80})'|(\w{1,20}))/;
const falseWords = new Set(['', 'false', '0', 'null', 'undefined']);

/** A page as `Page`. `encode` writes a minimal page that decodes to the same value; `like` is not used. */
export const html: Codec = {
  name: 'html',
  decode(body, contentType) {
    if (isEmpty(body) || kindOf(body, contentType) !== 'html') return refuse(body, contentType, 'html');
    const head = body.isText ? body.text() : decoder.decode(body.bytes().subarray(0, readLength));
    return { ok: true, value: readPage(head.slice(0, readLength)) };
  },
  encode: (value) => Body.ofText(writePage(fieldsOf(value, 'a page'))),
};

function readPage(text: string): Page {
  const title = titlePattern.exec(text)?.[1];
  const isLogin = readIsLogin(text);
  return {
    ...(title !== undefined && { title: condense(title) }),
    text: (noticeIn(text) || condense(visibleIn(text))).slice(0, textLength),
    ...(isLogin !== undefined && { isLogin }),
  };
}

function writePage({ title, text, isLogin }: Fields): string {
  const notice = isLogin === undefined ? ' class="msg-title"' : '';
  return [
    '<!DOCTYPE html><html><head><meta charset="utf-8">',
    title === undefined ? '' : `<title>${escapeText(textOf(title, 'a title'))}</title>`,
    isLogin === undefined ? '' : `<script>window.MMCgi={isLogin:!!"${isLogin ? '1' : ''}"};</script>`,
    '</head><body>',
    text === undefined || text === '' ? '' : `<p${notice}>${escapeText(textOf(text, 'a page'))}</p>`,
    '</body></html>',
  ].join('');
}

/** Scripts spell it `!!""` and `!!"1"`. */
function readIsLogin(text: string): boolean | undefined {
  const found = bootstrap.exec(text);
  if (!found) return undefined;
  const [, bangs = '', double, single, word] = found;
  const quoted = double ?? single;
  const value = quoted === undefined ? !falseWords.has(word!) : quoted !== '';
  return bangs.length === 1 ? !value : value;
}

/** The text of the element that carries a refusal. */
function noticeIn(text: string): string {
  let places = 0;
  for (const { index } of text.matchAll(noticePattern)) {
    if (places++ === noticePlaces) break;
    const start = text.lastIndexOf('<', index);
    const tag = text.slice(Math.max(start, 0), index);
    const content = text.indexOf('>', index) + 1;
    const name = /^<([a-z][a-z0-9]{0,20})\b/i.exec(tag)?.[1];
    if (content === 0 || name === undefined || tag.includes('>') || !/\bclass\b/i.test(tag)) continue;
    const inside = text.slice(content, content + noticeLength);
    const end = inside.indexOf(`</${name}`);
    const notice = condense(visibleIn(end < 0 ? inside : inside.slice(0, end)));
    if (notice !== '') return notice;
  }
  return '';
}

/** Everything outside tags, comments and hidden elements. */
function visibleIn(text: string): string {
  let out = '';
  let at = 0;
  for (;;) {
    const tag = text.indexOf('<', at);
    if (tag < 0) return out + text.slice(at);
    out += `${text.slice(at, tag)} `;
    at = tagEnd(text, tag);
  }
}

/** Where the tag, comment or hidden element that starts here is over. */
function tagEnd(text: string, tag: number): number {
  if (text.startsWith('<!--', tag)) return after(text, /-->/g, tag);
  hidden.lastIndex = tag;
  const name = hidden.exec(text)?.[1];
  return after(text, name === undefined ? />/g : new RegExp(`</${name}[^>]{0,20}>`, 'gi'), tag);
}

function after(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}

function condense(text: string): string {
  return decodeEntities(text.replaceAll('&nbsp;', ' ')).replace(/\s+/g, ' ').trim();
}
