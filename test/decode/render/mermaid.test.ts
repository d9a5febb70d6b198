/** The sequence diagram is one that Mermaid reads. */
import { describe, expect, test } from 'vitest';
import { timelineMermaid } from '../../../src/decode/render/mermaid.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { exchange, login, page } from '../../support/exchanges.ts';
import { timelineOf } from './timeline.ts';

const roles = new Map<string, string>(wechat.endpoints.map(({ name, host }) => [name, host]));
const draw = (exchanges: Parameters<typeof timelineOf>[0], title = 'a.har'): string[] => {
  const { timeline, outcomes } = timelineOf(exchanges);
  return [...timelineMermaid(timeline, { title, outcomes, roleOf: (name) => roles.get(name) })];
};
/** The statements of the grammar that we use, with texts that end no statement. */
const statement =
  /^(?:sequenceDiagram| {2}title [^;#]*(?:#\d+;[^;#]*)*| {2}participant \w+| {2}\w+(?:->>|-->>|--x)\w+: (?:[^;#]|#\d+;)+| {2}Note (?:over|right of) \w+: (?:[^;#]|#\d+;)+)$/;

describe('the sequence diagram', () => {
  test('names hosts by role, marks holds, and notes states', () => {
    const lines = draw([...login(), page.check(0, 0, { at: 9 })]);
    expect(lines).toContain('  participant push');
    expect(lines).toContain('  push-->>page: nothing new (held 25.4 s)');
    expect(lines).toContain('  Note over page: confirmed');
  });

  test('has only statements of the grammar, whatever the texts', () => {
    const nasty = exchange('https://a/;%%#end\n\x1b<br>"{}\\', { method: 'end' });
    for (const line of draw([...login(), nasty], 'a;b#c%%\nd.har')) expect(line).toMatch(statement);
  });

  test('leaves out the middle of a long recording, and says so', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      exchange(`https://example.com/${index}`, { at: index }),
    );
    const lines = draw(many);
    expect(lines.length).toBeLessThan(250);
    expect(lines).toContain('  Note over page: 220 exchanges in 220 rows left out here');
  });
});
