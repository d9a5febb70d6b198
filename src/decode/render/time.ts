/** Times and durations in words short enough for a column. */

/** `95 ms`, `25.0 s`, `5 min 57 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(ms / 3_600_000);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const pair = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** At most eight columns: `95 ms`, `25.0 s`, `5.9 min`, `2.1 h`, `3.2 d`. */
export function shortDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 5_997_000) return `${(ms / 60_000).toFixed(1)} min`;
  return ms < 172_800_000 ? `${(ms / 3_600_000).toFixed(1)} h` : `${(ms / 86_400_000).toFixed(1)} d`;
}

/** Time since the start: `0:05.2`, or `1:02:33` in a recording of an hour and more (`total`, ms). */
export function offset(ms: number, total: number): string {
  if (!Number.isFinite(ms)) return '?';
  const two = (value: number): string => String(value).padStart(2, '0');
  if (total < 3_600_000) {
    const tenths = Math.floor(ms / 100);
    return `${Math.floor(tenths / 600)}:${two(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
  }
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `2026-03-02 01:12:03 – 01:21:44 UTC` from two times in ISO 8601; the second date only where it differs. */
export function period(from: string, to: string): string {
  const [day, clock] = [from.slice(0, 10), from.slice(11, 19)];
  const end = to.slice(0, 10) === day ? to.slice(11, 19) : `${to.slice(0, 10)} ${to.slice(11, 19)}`;
  return `${day} ${clock} – ${end} UTC`;
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `812 B`, `3.2 kB`, `104 MB`; a kB is a thousand bytes. */
export function byteSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < sizes.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${sizes[unit]}`;
}
