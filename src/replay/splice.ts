/** Puts a few values into a recorded body; every other byte stays as it was. */
import type { Body } from '../exchange.ts';
import type { CodecName, Edits } from '../protocol/codec/codec.ts';
import { editForm } from '../protocol/codec/form.ts';
import { editJs, editJson } from '../protocol/codec/script-edit.ts';
import { editXml } from '../protocol/codec/xml-edit.ts';

const editors = { json: editJson, js: editJs, xml: editXml, form: editForm } as const;
const encoder = new TextEncoder();

/** Codecs whose bodies are text. */
export const isTextual = (codec: CodecName): boolean => codec !== 'bytes' && codec !== 'multipart';

/** The text of a body from which its bytes can be made again; undefined where it holds other bytes than text. */
export function textOf(body: Body): string | undefined {
  if (body.isText) return body.text();
  const bytes = body.bytes();
  const text = body.text();
  const again = encoder.encode(text);
  return again.length === bytes.length && again.every((byte, index) => byte === bytes[index])
    ? text
    : undefined;
}

/** The text with values replaced by pointer; unchanged for a codec that cannot do so. */
export function spliced(codec: CodecName, text: string, edits: Edits): string {
  if (edits.size === 0 || !Object.hasOwn(editors, codec)) return text;
  return editors[codec as keyof typeof editors](text, edits).text;
}
