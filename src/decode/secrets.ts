/** Hides credentials in what is shown, so that two equal values still look equal. */
import { fieldLeaves, isField } from '../protocol/field.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { leaves, type Shape } from '../protocol/shape.ts';
import type { Event } from './events.ts';
import { Finder } from './finder.ts';

/** Sixteen bits tell values apart without giving them away. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 16)) & 0xffff).toString(16).padStart(4, '0');
}

/** The start of a value and a mark that equal values share. */
export function shorten(value: string): string {
  if (value === '' || shortened.test(value)) return value;
  return `${value.length >= 12 ? value.slice(0, 3) : ''}…${fingerprint(value)}`;
}

const shortened = /^.{0,3}…[0-9a-f]{4}$/;
const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** Values kept for the search: those of the last few sessions. */
const remembered = 96;
/** Shorter values would be found in ordinary words. */
const shortest = 6;

/** What is known to be secret: by name from the table, by value from the sessions seen so far. */
export class Secrets {
  readonly #names = new Set<string>();
  readonly #keys = new Set<string>();
  /** Event types that carry a secret of their own. */
  readonly #events: ReadonlyMap<string, Shape>;
  readonly #values = new Map<string, string>();
  readonly #param: RegExp;
  #finder: Finder | undefined;

  constructor(protocol: Protocol) {
    this.#events = new Map(
      Object.entries(protocol.events).filter(([, shape]) =>
        [...leaves(shape)].some((leaf) => leaf.shape.secret),
      ),
    );
    for (const [key, { secret }] of Object.entries(protocol.session)) if (secret) this.#keys.add(key);
    for (const row of protocol.endpoints) {
      for (const { name, field } of fieldLeaves({ ...row.query, ...row.body?.fields })) {
        if (isField(field) && field.secret) this.#names.add(name);
      }
      for (const { pointer, shape } of leaves(row.reply.shape)) {
        if (shape.secret) this.#names.add(pointer.slice(pointer.lastIndexOf('/') + 1));
      }
    }
    for (const name of Object.keys(protocol.cookies)) this.#names.add(name);
    const names = [...this.#names].map(quoted).join('|');
    this.#param = new RegExp(`([?&;](?:${names})=)([^&#\\s"<>;\\\\]+)`, 'g');
  }

  /** Remembers the secret values of a session. */
  learn(values: Readonly<Record<string, unknown>>): void {
    for (const key of this.#keys) {
      const value = values[key];
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text === 'string' && text.length >= shortest && !this.#values.has(text)) this.#add(text);
    }
  }

  #add(text: string): void {
    const short = shorten(text);
    const once = encodeURIComponent(text);
    let decoded = text;
    try {
      decoded = decodeURIComponent(text);
    } catch {
      // Not percent-encoded: the text as it is will do.
    }
    for (const form of [text, once, encodeURIComponent(once), decoded]) this.#values.set(form, short);
    // What a session long over left behind is found by its name; the search must not grow for ever.
    for (const form of this.#values.keys()) {
      if (this.#values.size <= remembered) break;
      this.#values.delete(form);
    }
    this.#finder = undefined;
  }

  /** The text with every known secret shortened, in whatever encoding it stands there. */
  hideIn(text: string): string {
    const named = text.includes('=')
      ? text.replace(this.#param, (_, name, value) => name + shorten(value))
      : text;
    if (this.#values.size === 0) return named;
    this.#finder ??= new Finder(this.#values.keys());
    return this.#finder.replace(named, (found) => this.#values.get(found) ?? found);
  }

  /** The event with its secret fields shortened. */
  hideInEvent(event: Event): Event {
    const shape = this.#events.get(event.type);
    return shape ? (this.#hideByShape(shape, event, false) as Event) : event;
  }

  #hideByShape(shape: Shape | undefined, value: unknown, hide: boolean): unknown {
    const secret = hide || shape?.secret === true;
    if (typeof value === 'string') return secret ? shorten(value) : value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const properties = shape?.properties as Record<string, Shape> | undefined;
    if (!secret && !properties) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        this.#hideByShape(
          properties && Object.hasOwn(properties, key) ? properties[key] : undefined,
          inner,
          secret,
        ),
      ]),
    );
  }

  /** Any decoded value, its credentials shortened by the names and the values that are known. */
  hideInValue(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return this.#names.has(key) ? shorten(value) : this.hideIn(value);
    if ((typeof value === 'number' || typeof value === 'bigint') && this.#names.has(key)) {
      const text = String(value);
      return text.length >= shortest ? shorten(text) : value;
    }
    if (Array.isArray(value)) return value.map((item) => this.hideInValue(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, this.hideInValue(inner, name)]),
    );
  }
}
