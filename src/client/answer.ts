/** An answer as its caller sees it, and the error for one that says no. */
import type { Decoded, Event } from '../decode/events.ts';
import {
  type DriftwireError,
  type ErrorDetails,
  RemoteError,
  remoteCodeOf,
  TransportError,
  transportCodeOf,
} from '../errors.ts';

export type Answer = Decoded;

/** The error that a bad answer stands for: which endpoint, what it said, what the table knows of that. */
export function errorOf({ call, events }: Answer): DriftwireError {
  const { exchange, endpoint, outcome } = call;
  const name = endpoint?.name ?? exchange.request.url;
  if (exchange.failure) {
    const { cause, message } = exchange.failure;
    return new TransportError(transportCodeOf(cause), `${name}: nobody answered (${cause}): ${message}`, {
      endpoint: name,
      exchange: exchange.id,
      cause,
    });
  }
  const { code, meaning = outcome.name } = outcome;
  const said = code === undefined ? meaning : `${code}, ${meaning}`;
  const quoted = quoteOf(events, meaning);
  const details: ErrorDetails = { endpoint: name, code, meaning, exchange: exchange.id };
  return new RemoteError(remoteCodeOf(outcome.name), `${name} was answered with ${said}${quoted}`, details);
}

/** The server's own words, where an event holds some that the table does not. */
function quoteOf(events: readonly Event[], known: string): string {
  const message = events.map((event) => event.message).find((text) => typeof text === 'string');
  return typeof message === 'string' && message !== '' && message !== known ? `: “${message}”` : '';
}

/** The answer, where it says yes. Throws RemoteError or TransportError for any other. */
export function demand(answer: Answer): Answer {
  if (!answer.call.outcome.ok) throw errorOf(answer);
  return answer;
}
