/** JSON in the layout the service writes: one key a line, no indentation, a comma on its own line after `}`. */

/**
 * The reply's text, ending in a newline. Integers above 2^53 are given as bigint and keep every digit.
 * @param {object} value
 * @returns {string}
 */
export function serverJson(value) {
  return `${write(value)}\n`;
}

function write(value) {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(write).join('\n,')}\n]`;
  return typeof value === 'object' && value !== null ? writeObject(value) : JSON.stringify(value);
}

function writeObject(object) {
  let out = '{\n';
  let separator = '';
  for (const key of Object.keys(object)) {
    const text = write(object[key]);
    out += `${separator}"${key}": ${text}`;
    separator = text.endsWith('}') && typeof object[key] === 'object' ? '\n,\n' : ',\n';
  }
  return `${out}\n}`;
}
