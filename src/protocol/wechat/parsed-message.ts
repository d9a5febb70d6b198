/** A received message with its XML at hand, and what takes plain fields out of it (protocol.md 6.5). */
import { xmlTree } from '../codec/xml-tree.ts';
import { at } from '../shape.ts';
import { innerXml, plainText, unescapeHtml } from './content.ts';
import type { WireMessage } from './message.ts';

/** A message being read; its XML is parsed when a reader first asks. */
export interface Parsed {
  readonly wire: WireMessage;
  /** Content after the sender's prefix, still escaped. */
  readonly content: string;
  readonly text: string;
  /** The value at a pointer into the payload XML, as text; elements may sit below `msg` or at the root. */
  xml(pointer: string): string | undefined;
  /** The same, for repeated elements. */
  xmlList(pointer: string): readonly unknown[];
}

export function parseMessage(wire: WireMessage, content: string): Parsed {
  return new ParsedMessage(wire, content);
}

class ParsedMessage implements Parsed {
  readonly wire: WireMessage;
  readonly content: string;
  #root: unknown;
  #inside: unknown;

  constructor(wire: WireMessage, content: string) {
    this.wire = wire;
    this.content = content;
  }

  get text(): string {
    return plainText(this.content);
  }

  xml(pointer: string): string | undefined {
    return textOf(this.#value(pointer));
  }

  xmlList(pointer: string): readonly unknown[] {
    const found = this.#value(pointer);
    return Array.isArray(found) ? found : found === undefined ? [] : [found];
  }

  #value(pointer: string): unknown {
    if (this.#root === undefined) {
      this.#root = parseXml(this.content) ?? {};
      this.#inside = at(this.#root, '/msg');
    }
    return at(this.#inside, pointer) ?? at(this.#root, pointer);
  }
}

function parseXml(content: string): unknown {
  const xml = innerXml(content);
  return xml === '' ? undefined : xmlTree(xml);
}

/** Text of an element that may carry attributes beside it. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return textOf(value[0]);
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, '#text'))
    return textOf((value as { '#text': unknown })['#text']);
  return undefined;
}

export type Payload = Record<string, unknown>;

/** The same fields, each of them possibly missing. */
type Present<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Only the fields that are there and not empty. */
export function present<T extends object>(fields: T): Present<T> | undefined {
  let kept: Payload | undefined;
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined || value === '' || Number.isNaN(value)) continue;
    kept ??= {};
    kept[name] = value;
  }
  return kept as Present<T> | undefined;
}

export const integerOf = (value: unknown): number | undefined => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
};
export const positive = (value: unknown): number | undefined => {
  const number = integerOf(value);
  return number === undefined || number <= 0 ? undefined : number;
};
export const wireText = (message: Parsed, name: string): string | undefined => {
  const value = message.wire[name];
  // Names and addresses are escaped like Content.
  return typeof value === 'string' ? unescapeHtml(value) : undefined;
};
