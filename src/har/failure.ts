/** Why a recorded request has no complete response. */
import type { FailureCause, WireFailure } from '../exchange.ts';
import { asText, isObject, member, stringAt } from './values.ts';

/** What recorders write as the error, by its meaning; the first that fits counts. */
const meanings: readonly (readonly [RegExp, FailureCause])[] = [
  [/name.?not.?resolved|enotfound|eai_again|unknown_host|getaddrinfo|\bdns\b/i, 'dns'],
  [/timed?.?out|timeout|etimedout|errno (60|110)\b/i, 'timeout'],
  [/ssl|tls|cert|nss_|sec_error/i, 'tls'],
  [/refused|econnrefused|connect call failed|errno (61|111)\b/i, 'refused'],
  [/blocked|csp|mixed.?content|\bcors\b/i, 'blocked'],
  [/abort|cancel|frame.?detached/i, 'aborted'],
  [/reset|econnreset|epipe|hang up|closed|empty.?response|interrupt|disconnect|errno (54|104)\b/i, 'reset'],
  [/protocol|invalid|http2|quic|parse|content.?length|chunked/i, 'protocol'],
  [/pending/i, 'pending'],
];

const causes: ReadonlySet<string> = new Set<FailureCause>([
  'dns',
  'refused',
  'reset',
  'timeout',
  'tls',
  'aborted',
  'blocked',
  'protocol',
  'pending',
  'unknown',
]);

/** The cause a recorder's words stand for. */
function causeOf(text: string): FailureCause {
  if (causes.has(text)) return text as FailureCause;
  return meanings.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
}

/** What an entry says of its failure, in any of the places recorders use; undefined: it says nothing. */
export function recordedFailure(entry: unknown): WireFailure | undefined {
  const response = member(entry, 'response');
  const places = [
    member(response, '_error'),
    member(response, '_failureText'),
    member(entry, '_error'),
    member(member(entry, 'request'), '_error'),
  ];
  const found = places.find((place) => isObject(place) || (asText(place) ?? '') !== '');
  if (found === undefined) return undefined;
  if (!isObject(found)) return failureOf(asText(found) ?? '');
  const message = stringAt(found, 'message') ?? stringAt(found, 'cause') ?? '';
  const cause = stringAt(found, 'cause');
  return cause === undefined ? failureOf(message) : { cause: causeOf(cause), message };
}

/** For an entry that has neither a response nor a word about its failure. */
export const silentFailure: WireFailure = { cause: 'unknown', message: 'no response was recorded' };

function failureOf(message: string): WireFailure {
  return { cause: causeOf(message), message };
}
