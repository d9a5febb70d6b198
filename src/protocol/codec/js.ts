/** The codec of scripts that assign values to names. */
import { Body } from '../../exchange.ts';
import { readAssignments } from './assignments.ts';
import { type Codec, limits } from './codec.ts';
import { writeLike } from './js-layout.ts';
import { writeStatements } from './js-write.ts';
import { broken, isEmpty, refuse } from './sniff.ts';

/**
 * A script as an object by full name: `window.code=200;` is `{ "window.code": 200 }` (protocol.md 1.8). It is cut
 * into tokens, never evaluated. `like` of `encode` is an example script whose layout is kept.
 */
export const js: Codec = {
  name: 'js',
  decode(body, contentType) {
    if (isEmpty(body)) return refuse(body, contentType, 'js');
    const text = body.text();
    if (text.length > limits.text) return broken('the script is too long to be read');
    const script = readAssignments(text);
    return script ? { ok: true, value: script.value } : refuse(body, contentType, 'js');
  },
  encode(value, like) {
    return Body.ofText(like === undefined ? writeStatements(value) : writeLike(value, like));
  },
};
