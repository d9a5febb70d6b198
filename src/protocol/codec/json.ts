/** The codec of JSON whose numbers keep every digit. */
import { Body } from '../../exchange.ts';
import { parseLossless } from '../../json.ts';
import { type Codec, type Decoded, limits } from './codec.ts';
import { layoutOf, writeJson } from './json-layout.ts';
import { isTooDeep } from './nesting.ts';
import { broken, isEmpty, refuse } from './sniff.ts';

/**
 * JSON with whole numbers beyond 2^53 as bigints. `like` of `encode`: `compact` (the default, as clients send),
 * `server` (as the JSON of protocol.md 1.8 is laid out), or an example text whose layout is taken over.
 */
export const json: Codec = {
  name: 'json',
  decode(body, contentType) {
    if (isEmpty(body)) return refuse(body, contentType, 'json');
    const text = body.text();
    if (text.length > limits.text) return broken('the JSON is too long to be read');
    return parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) ?? refuse(body, contentType, 'json');
  },
  encode(value, like = 'compact') {
    return Body.ofText(writeJson(value, layoutOf(like)));
  },
};

function parse(text: string): Decoded | undefined {
  try {
    const value = parseLossless(text);
    if (isTooDeep(text, value)) return broken(`the JSON is nested deeper than ${limits.depth} levels`);
    return { ok: true, value };
  } catch {
    return undefined;
  }
}
