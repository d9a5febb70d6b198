/** An answer as its caller sees it, and the error for one that says no. */
import type { Decoded, Event } from '../decode/events.ts';
import { type DriftwireError, type ErrorDetails, RemoteError, TransportError } from '../errors.ts';
import type { FailureCause } from '../exchange.ts';

export type Answer = Decoded;

type RemoteCode = ConstructorParameters<typeof RemoteError>[0];
type TransportCode = ConstructorParameters<typeof TransportError>[0];

/** What kind of no an outcome is; any other is an error of the call. */
const remoteCodes: Readonly<Record<string, RemoteCode>> = {
  closed: 'remote/closed',
  limited: 'remote/limited',
  refused: 'remote/refused',
  cancelled: 'remote/refused',
  expired: 'remote/expired',
  garbled: 'remote/garbled',
};

const transportCodes: Partial<Readonly<Record<FailureCause, TransportCode>>> = {
  dns: 'transport/dns',
  refused: 'transport/refused',
  reset: 'transport/reset',
  timeout: 'transport/timeout',
  tls: 'transport/tls',
  protocol: 'transport/protocol',
};

export const transportCodeOf = (cause: FailureCause): TransportCode =>
  transportCodes[cause] ?? 'transport/failed';

/** `outcome`: its name. */
export const remoteCodeOf = (outcome: string): RemoteCode =>
  Object.hasOwn(remoteCodes, outcome) ? remoteCodes[outcome]! : 'remote/error';

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
