/** What the contents of messages are made from, and the XML they are written in. */
import { escapeText } from '../../codec/entities.ts';
import type { Fields } from '../../codec/values.ts';
import type { Ages } from './ages.ts';
import type { Contact } from './contact.ts';
import type { WrittenMessage } from './scenario-shape.ts';

/** What a message is made from. */
export interface Making {
  readonly message: WrittenMessage;
  readonly id: string;
  readonly ages: Ages;
  /** Who wrote it. */
  readonly author: Contact;
  /** The person on a card, in a request, or quoted. */
  readonly about: Contact;
  /** Their UserName in this session. */
  readonly aboutAlias: string;
  readonly mediaId: string;
  readonly chinese: boolean;
}

/** An XML, a text, or a text as it is sent, and the fields of the item that go with it. */
export interface Made {
  readonly xml?: string;
  readonly text?: string;
  readonly wire?: string;
  readonly fields?: Fields;
}

const attribute = (text: string | number): string => escapeText(String(text)).replaceAll('"', '&quot;');
export const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${attribute(value)}"`)
    .join('');
export const element = (name: string, text: string | number = ''): string =>
  `<${name}>${escapeText(String(text))}</${name}>`;
export const declared = '<?xml version="1.0"?>\n';
