/** Bodies of an entry written anew from what they mean. */

import { codingMark } from './body.ts';
import { carriedAs } from './compose-body.ts';
import { exchangeOf } from './entry.ts';
import { recordedHeader } from './headers.ts';
import { type JsonObject, member, objectAt, stringAt } from './values.ts';

/** Writes `response.content` as text, or as base64 where it is none. */
export function rewriteContent(entry: JsonObject): void {
  const response = objectAt(entry, 'response');
  const content = objectAt(response, 'content');
  // The status does not matter for what the content means.
  const body = exchangeOf({ response: { ...response, status: 200 } }, 0).response?.body;
  if (content === undefined || body === undefined) return;
  rewrite(content, carriedAs(body, stringAt(content, 'mimeType') ?? '', codingOf(response)));
  content.size = body.size;
}

/** The same for `request.postData`. */
export function rewritePostData(entry: JsonObject): void {
  const request = objectAt(entry, 'request');
  const postData = objectAt(request, 'postData');
  const body = exchangeOf({ request }, 0).request.body;
  if (postData === undefined || body === undefined) return;
  rewrite(postData, carriedAs(body, stringAt(postData, 'mimeType') ?? '', codingOf(request)));
}

function rewrite(holder: JsonObject, carried: JsonObject): void {
  delete holder.encoding;
  delete holder[codingMark];
  Object.assign(holder, carried);
}

function codingOf(message: unknown): string {
  return recordedHeader(member(message, 'headers'), 'content-encoding') ?? '';
}
