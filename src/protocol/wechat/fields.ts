/** The request fields that many rows share (protocol.md 1.4 to 1.7, official.md 3). */
import type { TSchema } from 'typebox';
import { percentDecode } from '../codec/percent.ts';
import { clock, constant, type Field, type Filling, maybe, random, seldom } from '../field.ts';
import { asShape, either, integer, type Shape, text } from '../shape.ts';
import { formats } from './formats.ts';
import { asNumber, asText } from './loose.ts';
import { type SessionKeyName, sessionKeys } from './values.ts';

interface SessionOptions extends Pick<Field, 'also' | 'spelling' | 'says'> {
  readonly shape?: TSchema;
  /** How the session's value is written here; undefined leaves the field out. */
  readonly as?: (value: unknown, session: Filling['session']) => unknown;
}

/** A value of the login. */
export function session<const K extends SessionKeyName>(
  name: K,
  options: SessionOptions = {},
): Field<unknown, K> {
  const { shape, as = (value) => value, ...rest } = options;
  const known = sessionKeys[name] as { shape: Shape; secret?: true };
  return {
    source: 'session',
    key: name,
    shape: shape ? asShape(shape) : known.shape,
    ...(known.secret && { secret: true }),
    ...rest,
    fill: ({ session: values }) => as(values[name], values),
  };
}

const digits = text({ pattern: /^-?\d+$/ });
/** Low 32 bits of the clock, inverted; the sign flips every 24.86 days. */
const inverted = (now: number): number => ~now;

export const nowMs = clock(digits, ({ now }) => now);
export const invertedMs = clock(digits, ({ now }) => inverted(now), {
  scales: [1579, 3158],
  says: 'bitwise-not of the clock, 32 bits; other clients divide by 1579 or send seconds',
});
/** The page counts up from its load time; the server does not look at it. */
export const counter = clock(digits, ({ now }) => now, { says: "counter from the page's load time" });

const decimal = (digitCount: number, next: () => number): string =>
  Array.from({ length: digitCount }, () => Math.floor(next() * 10)).join('');

/** `e` and fifteen digits, new on every request. */
export const deviceId = random(text(), (from) => `e${decimal(15, () => from.random())}`);
/** Milliseconds, a zero and three random digits. */
export const localId = random(
  either(text(), integer()),
  (from) => `${from.now}0${decimal(3, () => from.random())}`,
  {
    says: 'unique per message; LocalID and ClientMsgId are equal',
  },
);
export const clientMsgIdMs = clock(either(integer(), text()), ({ now }) => now);

const uinNumber = session('uin', {
  shape: either(integer(), text({ pattern: formats.uin })),
  as: (value) => (/^\d+$/.test(asText(value)) ? Number(value) : value),
});

/** Identifies the session in the body of every JSON call. */
export const baseRequest = {
  BaseRequest: {
    Uin: uinNumber,
    Sid: session('sid'),
    // Empty until webwxinit answers, where the page found only cookies.
    Skey: session('skey', { shape: text(), as: (value) => value ?? '' }),
    DeviceID: maybe(deviceId),
  },
};

/** As the page sends it before the account's number is known from webwxinit. */
export const firstBaseRequest = {
  BaseRequest: {
    ...baseRequest.BaseRequest,
    Uin: session('uin', { shape: baseRequest.BaseRequest.Uin.shape }),
  },
};

/** Telemetry goes without Skey. */
export const reportBaseRequest = {
  BaseRequest: {
    Uin: uinNumber,
    Sid: session('sid'),
    Skey: seldom(session('skey')),
    DeviceID: maybe(deviceId),
  },
};

export const language: Field & { readonly optional: true } = {
  source: 'constant',
  shape: asShape(text({ pattern: /^[a-z]{2}[_-][A-Z]{2}$/ })),
  optional: true,
  says: 'only where the page has it in its own URL',
  fill: ({ origin }) => /[?&]lang=([\w-]+)/.exec(origin ?? '')?.[1],
};

/** Percent-encoded once more than in the XML; some clients paste it as it is. */
export const passTicket = maybe(session('passTicket', { shape: text() }));

/** As multipart bodies carry it: the one place where it is not encoded at all. */
export const plainPassTicket = maybe(
  session('passTicket', {
    shape: text(),
    as: (value) => (typeof value === 'string' ? percentDecode(value) : value),
    says: 'decoded, unlike in queries',
  }),
);

/** What the page's interceptor appends to every XHR. */
export const appended = { lang: language, pass_ticket: passTicket };

/** Only files above 25 MB need a value of webwxcheckupload. */
export const forLargeFile = (key: 'mediaKey' | 'signature', sizeOf: (input: Filling['input']) => unknown) => {
  const field = session(key, { shape: text() });
  const isLarge = (from: Filling): boolean => asNumber(sizeOf(from.input)) > 25 * 1024 * 1024;
  return maybe({ ...field, fill: (from: Filling) => (isLarge(from) ? field.fill(from) : undefined) });
};

export const desktopOnly = (value: string, says: string): Field & { readonly optional: true } => ({
  ...maybe(constant(value)),
  says,
  fill: ({ variant }) => (variant === 'desktop' ? value : undefined),
});
