/** Makes a request body of the parameters a recorder kept instead. */
import { cookiePairs } from './headers.ts';
import { boundaryOf, isForm, isMultipart } from './mime.ts';
import { isObject, type JsonObject, jsonText, member } from './values.ts';

/** What may stand as it is in a form; recorders keep values both encoded and plain. */
const toEncode = /[^\w.~*'()!+\-%/:;,?@$]|%(?![0-9A-Fa-f]{2})/gu;

const loneSurrogate = /^[\ud800-\udfff]$/;

/** The body the parameters came from, as far as they tell; undefined: they do not tell. */
export function bodyOfParams(params: unknown, mime: string): string | undefined {
  const fields = Array.isArray(params)
    ? params.filter(isObject)
    : cookiePairs(params).map(([name, value]) => ({ name, value }));
  if (fields.length === 0) return undefined;
  if (isMultipart(mime)) {
    const boundary = boundaryOf(mime);
    return boundary === undefined ? undefined : multipart(fields, boundary);
  }
  return isForm(mime) || mime === '' ? fields.map(pair).join('&') : undefined;
}

function pair(field: JsonObject): string {
  const value = member(field, 'value');
  const name = encoded(jsonText(member(field, 'name')) ?? '');
  return value === undefined || value === null ? name : `${name}=${encoded(jsonText(value) ?? '')}`;
}

function encoded(text: string): string {
  return text.replace(toEncode, (char) => encodeURIComponent(loneSurrogate.test(char) ? '\ufffd' : char));
}

function multipart(fields: readonly JsonObject[], boundary: string): string {
  const parts = fields.map((field) => {
    const fileName = jsonText(member(field, 'fileName'));
    const type = jsonText(member(field, 'contentType')) ?? '';
    const file = fileName === undefined ? '' : `; filename="${fileName}"`;
    const kind = type === '' ? '' : `Content-Type: ${type}\r\n`;
    const name = jsonText(member(field, 'name')) ?? '';
    const value = jsonText(member(field, 'value')) ?? '';
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${kind}\r\n${value}\r\n`;
  });
  return `${parts.join('')}--${boundary}--\r\n`;
}
