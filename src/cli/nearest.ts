/** Finds the name that somebody may have meant. */

/** Edits of one character, and swaps of two neighbours, that lead from `a` to `b`. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(above[j - 1]! + change, above[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}

/** The most alike of `names`, or undefined where none is alike; a beginning of a name counts as alike. */
export function nearest(given: string, names: Iterable<string>): string | undefined {
  const wanted = given.toLowerCase().slice(0, 64);
  let best: { name: string; score: number } | undefined;
  for (const name of names) {
    const isBeginning = wanted.length >= 2 && name.toLowerCase().startsWith(wanted);
    const score = isBeginning ? 0.5 : distance(wanted, name.toLowerCase());
    if (score <= Math.max(1, name.length / 3) && (!best || score < best.score)) best = { name, score };
  }
  return best?.name;
}

/** `; did you mean X?`, or nothing. */
export function didYouMean(given: string, names: Iterable<string>): string {
  const name = nearest(given, names);
  return name === undefined ? '' : `; did you mean ${name}?`;
}
