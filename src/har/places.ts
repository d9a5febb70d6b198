/** Where bodies stand in an entry. */
import { type JsonObject, objectAt } from './values.ts';

export const content = '/response/content';
export const postData = '/request/postData';

export function contentOf(entry: JsonObject): JsonObject | undefined {
  return objectAt(entry.response, 'content');
}

export function postDataOf(entry: JsonObject): JsonObject | undefined {
  return objectAt(entry.request, 'postData');
}

/** Both, by JSON Pointer. */
export const bodies = [
  [postData, postDataOf],
  [content, contentOf],
] as const;
