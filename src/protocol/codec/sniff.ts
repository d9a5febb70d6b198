/** What kind a body is, by its first characters. */
import type { Body } from '../../exchange.ts';
import type { BodyKind, Decoded } from './codec.ts';
import { formatOf, headSize, type Magic } from './magic.ts';

/** How much of a body is looked at. */
const headLength = 2048;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const htmlStart =
  /^<(?:!doctype\s+html|(?:html|head|body|title|script|noscript|meta|link|style|div|center|table|form|iframe|h[1-6])(?=[\s>/]))/i;
const xmlStart = /^<(?:[?!]|[A-Za-z_:\u0080-\uffff])/;
/** What may stand before the first element: comments, the XML declaration. */
const prolog = /^(?:<!--[\s\S]*?-->|<\?[\s\S]*?\?>|\s)+/;
const comments = /^(?:\/\*[\s\S]*?\*\/|\/\/[^\n]*(?:\n|$)|\s)+/;
/** A name, one equals sign and the start of what it is set to. */
const statement =
  /^(?:(?:var|let|const)\s+)?([A-Za-z_$][\w$]*(?:\.[\w$]*|\[["'][^"'\n]{0,80}["']\])*)\s*=(?![=>])\s*([\s\S]{0,40})/;
const jsonWord = /^(?:true|false|null|-?\d[\d.eE+-]*|"[\s\S]*)\s*$/;
const unreadable = /[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/g;

/** Looks at the first 2048 characters only; `contentType` decides where they leave a choice. */
export function kindOf(body: Body, contentType = ''): BodyKind {
  if (isEmpty(body)) return 'empty';
  if (magicOf(body)) return 'binary';
  return kindOfText(textHead(body), contentType);
}

/** As `kindOf`, for a text. */
export function kindOfText(text: string, contentType = ''): BodyKind {
  const head = text.slice(0, headLength);
  const start = head.trimStart();
  if (start === '') return text.length > headLength ? 'text' : 'empty';
  if (start[0] === '<') return markup(start, contentType);
  if (start[0] === '{' || start[0] === '[') return 'json';
  if (isUnreadable(head)) return 'binary';
  const type = contentType.toLowerCase();
  if (type.includes('json') && jsonWord.test(start)) return 'json';
  if (type.includes('urlencoded')) return 'text';
  if (isAssignment(start)) return 'js';
  if (type.includes('javascript') && /^[\w$.]+\s*[=(]/.test(start)) return 'js';
  return 'text';
}

/** A form spells no value so: quoted, followed by a semicolon, or a number for a name with a dot. */
function isAssignment(start: string): boolean {
  const [, name = '', value = ''] = statement.exec(start.replace(comments, '')) ?? [];
  if (/^["'`{[!]/.test(value) || /^(?:-?[\d.]\w*|true|false|null)\s*;/.test(value)) return true;
  return /[.[]/.test(name) && /^-?[\d.]\w*(?:[\s,]|$)/.test(value);
}

/** The file format of a body, from its bytes or from what a lossy text left of them. */
export function magicOf(body: Body): Magic | undefined {
  if (body.isText) return formatOf(body.text().slice(0, headSize));
  return formatOf(String.fromCharCode(...body.bytes().subarray(0, headSize)));
}

/** Does not turn a text into bytes, as asking for the size would. */
export function isEmpty(body: Body): boolean {
  return body.isText ? body.text() === '' : body.size === 0;
}

/** The answer for a body that is not of the `wanted` kind; one that looks like it is damaged. */
export function refuse(body: Body, contentType: string | undefined, wanted: string): Decoded {
  return refusal(kindOf(body, contentType), wanted);
}

/** As `refuse`, for a text. */
export function refuseText(text: string, contentType: string | undefined, wanted: string): Decoded {
  return refusal(text === '' ? 'empty' : kindOfText(text, contentType), wanted);
}

function refusal(found: BodyKind, wanted: string): Decoded {
  if (found !== wanted) return { ok: false, kind: found, message: `expected ${wanted}, received ${found}` };
  return broken(`the ${wanted} is damaged or cut off`);
}

/** The answer for a body of the right kind that cannot be read. */
export function broken(message: string): Decoded {
  return { ok: false, kind: 'broken', message };
}

function textHead(body: Body): string {
  return body.isText ? body.text() : decoder.decode(body.bytes().subarray(0, headLength));
}

/** Markup from its first element or document type on. */
export function afterProlog(markup: string): string {
  return markup.replace(prolog, '');
}

function markup(start: string, contentType: string): BodyKind {
  const element = afterProlog(start);
  if (htmlStart.test(element)) return 'html';
  if (!xmlStart.test(start)) return 'text';
  return /\bhtml\b/i.test(contentType) && !start.startsWith('<?') ? 'html' : 'xml';
}

/** A byte that no text holds, or one character in ten lost. */
function isUnreadable(head: string): boolean {
  const found = head.match(unreadable);
  return found !== null && (found.includes('\0') || found.length * 10 > head.length);
}
