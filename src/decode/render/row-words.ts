/** What a row of the timeline says. */
import type { Event } from '../events.ts';
import type { Row } from './rows.ts';
import { oneLine } from './safe.ts';
import type { Style } from './style.ts';
import { truncate, widthOf } from './width.ts';
import { details, verb } from './words.ts';

/** Events of one exchange that are shown in full; the rest is counted. */
const mostEvents = 8;

/**
 * One line or more for a row: the first at most `width` columns wide, with the new state in front where there is one,
 * the others, an event each, at most `more`.
 */
export function rowWords(row: Row, width: number, more: number, style: Style): string[] {
  const states = truncate(row.states.map((state) => `→ ${oneLine(state)}`).join(' '), width);
  const [first = '', ...others] = lines(row);
  const { glue, words } = continued(row.states.at(-1), first);
  const room = states === '' ? width : width - widthOf(states) - glue.length;
  const cut = room < shortest ? '' : truncate(words, room);
  const painted = cut === '' ? '' : glue + (row.outcome?.ok === false ? style.bad(cut) : cut);
  return [style.bold(states) + painted, ...others.map((line) => truncate(line, more))];
}

/** Words that begin with the state just named go on after it. */
function continued(state: string | undefined, words: string): { glue: string; words: string } {
  if (state === undefined) return { glue: '', words };
  const isSaid = words.startsWith(state) && !/^\w/.test(words.slice(state.length));
  const rest = isSaid ? words.slice(state.length) : words;
  return { glue: /^\S/.test(rest) && !isSaid ? ' ' : '', words: rest };
}

/** Fewer columns are not worth beginning a word in. */
const shortest = 6;

function lines(row: Row): string[] {
  const { events, outcome, states } = row;
  if (outcome && !outcome.ok) return [failed(row)];
  if (events.length === 0)
    return [outcome && outcome.name !== 'ok' ? oneLine(outcome.meaning ?? outcome.name) : ''];
  if (row.isHeld || row.exchanges.length > 1) return [held(row)];
  const shown = events.length > mostEvents + 1 ? events.slice(0, mostEvents) : events;
  const rest = events.length - shown.length;
  // Neither the state in front nor the name beside it is said twice.
  const known = [...states, oneLine(row.endpoint)];
  const words = [...shown.map((event) => said(event, known)), ...(rest > 0 ? [`and ${rest} more`] : [])];
  // The place of one that the state said already is taken by the next.
  return words[0] === '' && words.length > 1 ? words.slice(1) : words;
}

/** The event, but for a verb that is known already. */
function said(event: Event, known: readonly string[]): string {
  const word = verb(event.type);
  return [known.includes(word) ? '' : word, details(event)].filter((part) => part !== '').join(' ');
}

/** A refusal is told by its code and meaning, and by what the server wrote. */
function failed({ outcome, events, states }: Row): string {
  const { code, meaning, name } = outcome!;
  const reason = [code === name ? undefined : code, meaning].filter((part) => part !== undefined).join(': ');
  const written = events.find(
    ({ message }) => typeof message === 'string' && message !== '' && message !== meaning,
  );
  return [
    states.includes(name) ? '' : oneLine(name),
    reason === '' ? '' : oneLine(`(${reason})`),
    written === undefined ? '' : `"${oneLine(String(written.message))}"`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** A poll is told by its meaning; the details of a run are its times. */
function held({ events, outcome, states }: Row): string {
  const words = outcome?.meaning === undefined ? verb(events[0]!.type) : oneLine(outcome.meaning);
  const others = events.slice(1).map((event) => said(event, states));
  return [words, ...others].join('; ');
}
