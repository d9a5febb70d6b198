/** Reads the dates of HAR files, whatever their spelling. */

const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const loose =
  /^\s*(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?\s*(?:(Z)|([+-])(\d\d):?(\d\d)?)?\s*$/i;
/** What recorders write, and this writer too, where they do not know the time. */
export const unknownDate = '0001-01-01T00:00:00.000Z';

/** Epoch milliseconds; NaN where the text is no date, or stands for none. Without a zone UTC is meant. */
export function parseDate(text: unknown): number {
  if (typeof text !== 'string' || text.startsWith('0001-01-01')) return Number.NaN;
  return zoned.test(text) ? checked(Date.parse(text), text) : parseLoose(text);
}

/** An ISO date in UTC; `unknownDate` for what is none. */
export function formatDate(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 1
    ? unknownDate
    : date.toISOString();
}

function parseLoose(text: string): number {
  const match = loose.exec(text);
  if (match === null) return Number.NaN;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second = '00',
    fraction = '',
    ,
    sign,
    zoneHour = '00',
    zoneMinute = '00',
  ] = match;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const zone = sign === undefined ? 'Z' : `${sign}${zoneHour}:${zoneMinute}`;
  const date = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${zone}`;
  return checked(Date.parse(date), date);
}

/** A day that its month does not have is no date, though some readers carry it over. */
function checked(time: number, text: string): number {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return time;
  const days = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return day > days ? Number.NaN : time;
}

/** The `expires` of a cookie in any usual spelling as an ISO date; undefined where it is no date. */
export function cookieDate(text: string): string | undefined {
  const time = parseDate(text);
  if (!Number.isNaN(time)) return formatDate(time);
  const epoch = /^\d{9,13}(\.\d+)?$/.test(text)
    ? Number(text) * (Number(text) < 1e11 ? 1000 : 1)
    : Number.NaN;
  const other = Number.isNaN(epoch) ? Date.parse(httpDate(text)) : epoch;
  return Number.isNaN(other) || formatDate(other) === unknownDate ? undefined : formatDate(other);
}

/** A date as HTTP has it, always read in UTC. */
function httpDate(text: string): string {
  const match = /(\d{1,2})[ -]([A-Za-z]{3})[A-Za-z]*[ -](\d{2,4})\s+(\d\d?:\d\d(?::\d\d)?)/.exec(text);
  if (match === null) return '';
  const [, day, month, year = '', time] = match;
  const century = year.length > 2 ? '' : Number(year) < 70 ? '20' : '19';
  return `${day} ${month} ${century}${year} ${time} GMT`;
}
