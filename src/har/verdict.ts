/** Decides, when a recording has been read as far as it goes, what is wrong with the whole of it. */
import { RecordingError } from '../errors.ts';
import type { EntrySplitter } from './split.ts';

/** What a reading pass has seen. */
export interface PassFacts {
  readonly name: string;
  /** Where the text ended. */
  readonly end: number;
  readonly count: number;
  readonly lastGood: { readonly entry: number; readonly offset: number } | undefined;
  /** The first entry that is no JSON, and the first place between entries that is none. */
  readonly broken: { readonly entry: number; readonly offset: number } | undefined;
  readonly junk: { readonly what: string; readonly offset: number } | undefined;
}

type Code = ConstructorParameters<typeof RecordingError>[0];

/** The error to throw after the last entry; undefined for a sound file. */
export function verdictOf(splitter: EntrySplitter, facts: PassFacts): RecordingError | undefined {
  return stopError(splitter, facts) ?? endError(splitter, facts) ?? damageError(splitter, facts);
}

function stopError(
  { stop, elementOffset, outline }: EntrySplitter,
  facts: PassFacts,
): RecordingError | undefined {
  if (stop === 'not-json') return notHar(outline.beginning, facts);
  if (stop === 'too-large')
    return error('recording/too-large', facts, facts.end, 'holds too much beside its entries');
  if (stop === undefined) return undefined;
  return error('recording/too-large', facts, elementOffset, `has too large an entry ${facts.count}`);
}

function endError({ outline }: EntrySplitter, facts: PassFacts): RecordingError | undefined {
  if (outline.isClosed) return undefined;
  if (outline.isBlank) return error('recording/empty', facts, facts.end, 'holds nothing but blanks');
  if (outline.isUnopened) return notHar(outline.beginning, facts);
  const entries = facts.count === 1 ? '1 entry' : `${facts.count} entries`;
  return error('recording/truncated', facts, facts.end, `ends in the middle, after ${entries}`);
}

function damageError({ outline }: EntrySplitter, facts: PassFacts): RecordingError | undefined {
  const { broken, junk } = facts;
  if (broken !== undefined) {
    return error(
      'recording/bad-entry',
      facts,
      broken.offset,
      `has an entry ${broken.entry} that is not JSON`,
    );
  }
  if (junk !== undefined) return error('recording/not-har', facts, junk.offset, `is not JSON: ${junk.what}`);
  try {
    JSON.parse(outline.text());
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return error('recording/not-har', facts, facts.end, `is not JSON outside its entries: ${message}`);
  }
  if (outline.trailing !== undefined) {
    return error('recording/not-har', facts, outline.trailing, 'goes on after the end of its JSON');
  }
  if (outline.arrays === 0) return error('recording/not-har', facts, 0, 'has no log.entries');
  return undefined;
}

/** Also of what is JSON: `[]`, `null`. */
function notHar(beginning: string, facts: PassFacts): RecordingError {
  return error('recording/not-har', facts, 0, `is no HAR: it begins with '${beginning}', a HAR with '{'`);
}

function error(code: Code, facts: PassFacts, offset: number, what: string): RecordingError {
  const { name, lastGood } = facts;
  const last = lastGood === undefined ? 'no entry is whole' : `the last whole entry is ${lastGood.entry}`;
  const message = `${name} ${what} (byte ${offset}; ${last})`;
  const details = { path: name, offset, lastGoodEntry: lastGood?.entry, lastGoodOffset: lastGood?.offset };
  return new RecordingError(code, message, details);
}
