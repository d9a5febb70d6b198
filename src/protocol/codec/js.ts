/** The codec of scripts that assign values to names. */
import { Body } from '../../exchange.ts';
import { readAssignments } from './assignments.ts';
import { type Codec, type Decoded, limits } from './codec.ts';
import { writeLike } from './js-layout.ts';
import { writeStatements } from './js-write.ts';
import { broken, isEmpty, refuse } from './sniff.ts';

/** Polls are answered by the same few short scripts thousands of times; what is decoded is never written to. */
const recent = new Map<string, Decoded>();
const shortReply = 100;
const mostRecent = 64;

function remember(text: string, decoded: Decoded): void {
  if (recent.size >= mostRecent) recent.clear();
  recent.set(text, decoded);
}

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
    const known = recent.get(text);
    if (known) return known;
    const script = readAssignments(text);
    if (!script) return refuse(body, contentType, 'js');
    const decoded = { ok: true, value: script.value } as const;
    if (text.length <= shortReply) remember(text, decoded);
    return decoded;
  },
  encode(value, like) {
    return Body.ofText(like === undefined ? writeStatements(value) : writeLike(value, like));
  },
};
