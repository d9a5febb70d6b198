/** Writes a new value as its recorded counterpart was written. */
import type { Traced } from '../../decode/trace/index.ts';
import { stringifyLossless } from '../../json.ts';
import { decodeToFixpoint, percentDecode } from '../../protocol/codec/percent.ts';
import type { Field } from '../../protocol/field.ts';

/** A position, joined or as JSON, as it was written; inside a body it stands as it is. */
export function structured({ value, to }: Traced, made: unknown): unknown {
  const isInBody = to.where.startsWith('/request/body/');
  if (typeof made === 'object' && isInBody) return made;
  const text = typeof made === 'object' ? stringifyLossless(made) : String(made);
  return decodeToFixpoint(value) === value ? text : encodeURIComponent(text);
}

/** Percent-encoded as the recorded text is. */
export function respelled(recorded: string, plain: string): string {
  let text = plain;
  for (let rest = recorded; percentDecode(rest) !== rest; rest = percentDecode(rest))
    text = encodeURIComponent(text);
  return text;
}

/** The new value as its recorded counterpart was written on its way from the reply to the request. */
export function spelledLike(
  { value, transforms = [], to }: Traced,
  live: string,
  field: Field | undefined,
): string {
  const times = transforms.filter((step) => step === 'percent-encode').length;
  let text = live;
  for (const step of transforms) {
    if (step === 'percent-decode') text = percentDecode(text);
    else if (step === 'base64-encode') text = Buffer.from(text).toString('base64');
    else if (step === 'base64-decode') text = Buffer.from(text, 'base64').toString('utf8');
  }
  for (let time = 0; time < times; time++) text = encodeURIComponent(text);
  const isInUrl = to.where.startsWith('/request/query/') || to.where.startsWith('/request/path/');
  if (times > 0 || !isInUrl || encodeURIComponent(text) === text) return text;
  // Nothing in the recorded value shows whether the client encodes: then as the table says.
  const isSilent = encodeURIComponent(value) === value;
  return isSilent && field?.spelling !== 'raw' && field?.spelling !== 'angular'
    ? encodeURIComponent(text)
    : text;
}

/** The piece of a text that stands where the recorded piece stood. */
export function pieceLike(
  { value, transforms = [] }: Traced,
  had: unknown,
  has: unknown,
): string | undefined {
  if (has === undefined || has === null || typeof has === 'object') return undefined;
  const [before, now] = [String(had), String(has)];
  const wanted = decodeToFixpoint(value);
  if (transforms.includes('embed')) return value.replace(before, now);
  if (!transforms.includes('url-part') && !transforms.includes('part')) return now;
  const [old, fresh] = [before, now].map((text) => text.split(/([?&=/#"'<>\s,;|]+)/)) as [string[], string[]];
  const index = old.findIndex((piece) => decodeToFixpoint(piece) === wanted);
  if (index < 0) return undefined;
  const name = old[index - 1] === '=' ? old[index - 2] : undefined;
  const place = name === undefined ? -1 : fresh.indexOf(name);
  return place >= 0 ? fresh[place + 2] : fresh[index];
}
