/** What a run came to: as it was recorded, otherwise, or ended before its time by a first cause. */
import {
  type DriftwireError,
  RecordingError,
  RemoteError,
  remoteCodeOf,
  TransportError,
  transportCodeOf,
} from '../../errors.ts';
import { missIn } from '../unmatched.ts';
import type { RerunResult } from './rerun.ts';
import type { Left, Rerun } from './run.ts';

/** The run ends in the states of the recording, and nobody failed to answer. */
export function isAsRecorded({ stopped, broken, ends }: RerunResult): boolean {
  const { recorded, reached } = ends;
  const isSame = Object.entries(recorded).every(([machine, state]) => reached[machine] === state);
  return isSame && stopped === undefined && broken.length === 0;
}

/** What came of an exchange of the run, in a few words: an outcome of the table, or why there is none. */
export function saidOf({ exchange, endpoint, outcome }: Rerun): string {
  if (exchange.failure) return `nobody answered (${exchange.failure.cause}): ${exchange.failure.message}`;
  const miss = missIn(exchange.response);
  if (miss !== undefined) return miss.replace(`${endpoint}: `, '').replace(`${endpoint} has`, 'it has');
  const { name, code, meaning } = outcome;
  const about = [code, meaning === name ? undefined : meaning].filter((part) => part !== undefined);
  return about.length === 0 ? name : `${name} (${about.join(', ')})`;
}

/** The error of a run that sent nothing, so that it says nothing of anybody; `title`: what the recording is called. */
export function nothingSent(left: readonly Left[], title: string): RecordingError {
  const [first] = left;
  if (!first)
    return new RecordingError('replay/nothing-sent', `${title}: nothing was sent: it holds no request`);
  const why = left.every((one) => one.why === first.why) ? first.why : `the first, as ${first.why}`;
  const message = `${title}: nothing was sent: ${left.length} ${left.length === 1 ? 'request was' : 'requests were'} left out: ${why}`;
  return new RecordingError('replay/nothing-sent', message);
}

/** The error that ended the run before its time; `title`: what the recording is called. */
export function firstCause(stopped: Rerun, title: string): DriftwireError {
  const { exchange, endpoint, outcome, origin, recorded } = stopped;
  const name = endpoint ?? `${exchange.request.method} ${exchange.request.url.split(/[?#]/)[0]}`;
  const message = `${name}: ${saidOf(stopped)}, where ${origin} of ${title} was ${recorded.name}; nothing more was sent`;
  const details = { endpoint, code: outcome.code, exchange: exchange.id };
  if (exchange.failure) return new TransportError(transportCodeOf(exchange.failure.cause), message, details);
  if (missIn(exchange.response) !== undefined) return new RecordingError('replay/no-match', message, details);
  return new RemoteError(remoteCodeOf(outcome.name), message, details);
}
