/** Runs things against each other, round by round, so that both see the same machine. */

/** Milliseconds of each thing in each round; the order turns round by round. */
export function run(rounds, things) {
  const times = Object.fromEntries(Object.keys(things).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const names = Object.keys(things);
    for (const name of round % 2 === 0 ? names : names.reverse()) {
      const start = performance.now();
      const result = things[name]();
      times[name].push(performance.now() - start);
      if (result?.status) throw new Error(`${name} ended with ${result.status}: ${result.stderr ?? ''}`);
    }
  }
  return times;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Smallest, middle and largest of the rounds' ratios: how many times as fast `mine` is. */
export function ratioOf(times, peer, mine) {
  const ratios = times[peer].map((time, round) => time / times[mine][round]).sort((a, b) => a - b);
  return [ratios[0], median(ratios), ratios.at(-1)].map((ratio) => ratio.toFixed(2)).join(' / ');
}
