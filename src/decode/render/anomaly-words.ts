/** What the anomalies that any protocol can have mean to somebody who looks for a cause. */

const meanings: Readonly<Record<string, string>> = {
  'illegal-transition':
    'The table knows no such step from that state: a part may be missing here, or the protocol changed.',
  garbled: 'The reply is of another kind than the table says; an error page, or a changed protocol.',
  'unknown-code': 'Nobody has met this code yet: the first place to look when a client breaks.',
  hold: 'A proxy that cuts long answers, or a server that holds them differently than before.',
  'poll-storm':
    'The answers come at once, so the client asks at once: usually a session that is already over.',
  retry: 'The first answer did not arrive, or did not please the client.',
  gap: 'No poll was held in that time: the client slept, was stopped, or the recording lacks a part.',
};

/** One sentence or undefined, where the message says it all. */
export function meaningOf(kind: string): string | undefined {
  const [general = ''] = kind.split(' ');
  return Object.hasOwn(meanings, general) ? meanings[general] : undefined;
}
