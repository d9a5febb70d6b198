/** Keeps what was read of short texts: replies follow the same few examples again and again. */

/** `read`, its results kept by text, of so many texts up to a length; nobody may change them. */
export function remembered<T>(
  read: (text: string) => T,
  { most = 64, longest = 16 * 1024 } = {},
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = read(text);
    if (text.length <= longest && known.size < most) known.set(text, made);
    return made;
  };
}
