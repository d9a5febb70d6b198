/** Keeps what was read of short texts: replies follow the same few examples again and again. */

const mostTexts = 64;
const longest = 16 * 1024;

/** `read`, its results kept by text; nobody may change them. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = read(text);
    if (text.length <= longest && known.size < mostTexts) known.set(text, made);
    return made;
  };
}
