/** What a codec is: one kind of body as a value. */
import type { Body } from '../../exchange.ts';

export type CodecName = 'js' | 'json' | 'xml' | 'form' | 'multipart' | 'html' | 'bytes';

/** What a body turns out to be. `broken`: of the wanted kind, but damaged or beyond a limit. */
export type BodyKind = 'empty' | 'html' | 'json' | 'js' | 'xml' | 'text' | 'binary' | 'broken';

/** A body read, or what it is instead. The message quotes nothing of the body, which may hold secrets. */
export type Decoded =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: BodyKind; readonly message: string };

export interface Codec {
  readonly name: CodecName;
  /** Never throws and costs a bounded amount, whatever the body holds. */
  decode(body: Body, contentType?: string): Decoded;
  /**
   * `like`: an example text, or the name of a layout where the codec has some; decides everything the value
   * leaves open. Throws `recording/codec` for a value that such a body cannot carry.
   */
  encode(value: unknown, like?: string): Body;
}

/** A text after an edit, with the pointers that named nothing in it. */
export interface Edited {
  readonly text: string;
  readonly missed: readonly string[];
}

/** New values by JSON Pointer into the body as decoded. */
export type Edits = ReadonlyMap<string, unknown>;

/** Bounds on what is read: far above any real body, low enough that a hostile one costs little. */
export const limits = {
  /** Characters of a script, JSON, form or page. */
  text: 16 * 1024 * 1024,
  /** Characters of XML, which costs most per character. */
  xml: 2 * 1024 * 1024,
  /** Nested values. */
  depth: 256,
  /** Fields of a form or query. */
  fields: 100_000,
  /** Parts of a multipart body. */
  parts: 10_000,
  /** Bytes of the header lines of one part. */
  partHead: 4096,
} as const;
