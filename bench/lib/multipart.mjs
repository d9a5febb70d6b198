/** A multipart/form-data body as a browser writes it. */

/**
 * @param {string} boundary
 * @param {[name: string, value: string][]} fields in order
 * @param {{ name: string, fileName: string, type: string, bytes: Buffer }} file the last part
 * @returns {Buffer}
 */
export function multipartBody(boundary, fields, file) {
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${file.name}"; filename="${file.fileName}"\r\nContent-Type: ${file.type}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(parts.join('') + head),
    file.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** @param {import('./random.mjs').Random} random */
export const boundaryOf = (random) => `----WebKitFormBoundary${random.text(alphabet, 16)}`;
