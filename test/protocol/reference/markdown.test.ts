/** Holds the printed page to saying all that the table says, in Markdown that reads as meant. */
import { describe, expect, test } from 'vitest';
import { renderReference } from '../../../src/protocol/reference/index.ts';
import { requestFields } from '../../../src/protocol/reference/request-fields.ts';
import { shapeFields } from '../../../src/protocol/reference/shape-fields.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import { small } from './small.ts';

const page = renderReference(small, 'markdown');
const lines = page.split('\n');
const cells = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
/** The text under a heading, up to the next of its level or above. */
function under(text: string, heading: string): string {
  const all = text.split('\n');
  const start = all.indexOf(heading);
  const level = heading.indexOf(' ');
  const isNext = (line: string, index: number): boolean =>
    index > start && /^#+ /.test(line) && line.indexOf(' ') <= level;
  return all.slice(start + 1, all.findIndex(isNext) < 0 ? undefined : all.findIndex(isNext)).join('\n');
}
const row = (section: string, first: string): string[] | undefined =>
  section
    .split('\n')
    .map(cells)
    .find((line) => line[0] === first);

describe('the page of a small protocol', () => {
  test('has a section for each part of the table', () => {
    expect(lines.filter((line) => /^##? /.test(line))).toEqual([
      '# Small &lt;Talk>: protocol reference',
      '## Hosts',
      '## Session values',
      '## Endpoints',
      '## State machines',
      '## Message kinds',
      '## Events',
      '## Result codes',
    ]);
    expect(page.endsWith('\n')).toBe(true);
  });

  test('lists hosts by role', () => {
    expect(row(under(page, '## Hosts'), '`live`')).toEqual(['`live`', '`live.example.org`', 'a', 'now']);
  });

  test('says where each session value comes from and goes', () => {
    const section = under(page, '## Session values');
    expect(row(section, '`token`')).toEqual([
      '`token`',
      'who you are; secret; tells sessions apart',
      'string `/^[a\\|b]+$/`',
      '`talk /next`, `talk Set-Cookie: tok`',
      '`talk`, `Cookie: tok`',
    ]);
    expect(row(section, '`made`')?.slice(3)).toEqual(['computed from other values', '`wait`']);
  });

  const talk = under(page, '### talk');

  test('escapes what Markdown or HTML would take for markup', () => {
    expect(talk).toContain('Says \\`something\\` \\| &lt;b>anything&lt;/b>.');
    expect(row(under(page, '## Result codes'), '`1`')?.at(-1)).toBe('come \\*again\\* \\| later');
  });

  test('gives every field of a request its place, source and form', () => {
    expect(row(talk, '`room`')).toEqual(['`room`', 'path', 'input `room`', 'string', '', 'yes', '', '']);
    expect(row(talk, '`v`')).toEqual(['`v`', 'query', 'constant', 'integer', '`2`', 'yes', '', '']);
    expect(row(talk, '`old`')?.[5]).toBe('only by others');
    expect(row(talk, '`X-Trace`')?.slice(1, 3)).toEqual(['header', 'random']);
    expect(row(talk, '`/words`')).toEqual([
      '`/words`',
      'body',
      'input `words`',
      'string',
      '',
      'yes',
      '`w`',
      'what is said',
    ]);
    expect(row(talk, '`/more`')?.at(-1)).toBe('JSON text');
    expect(row(talk, '`/more/t`')?.[2]).toBe('session `token`');
  });

  test('gives every field of a reply its use', () => {
    expect(row(talk, '`/code`')?.at(-1)).toBe('the state depends on it');
    expect(row(talk, '`/heard/*/a~1b`')?.[1]).toBe('integer or string');
    expect(row(talk, '`/heard/*/flags`')?.at(-1)).toBe('bit 0x1 loud');
    expect(row(talk, '`/next`')).toEqual([
      '`/next`',
      'string',
      'no',
      '`token`',
      '',
      'secret; an empty one renews nothing',
    ]);
    expect(row(talk, '`tok`')).toEqual(['`tok`', '`token`']);
  });

  test('says what is special about an endpoint', () => {
    expect(talk).toContain('- also seen as GET');
    expect(talk).toContain('- statuses 200, 202');
    expect(talk).toContain('- a reply may also be `empty`');
    expect(talk).toContain('- begins a session, its mood flow in `calm`');
    expect(talk).toContain('- outcomes `fine`, `again`, `quiet`');
    expect(under(page, '### wait')).toContain(
      '- long poll, held 1 to 2.5 s; without news its outcome is `ok`',
    );
    expect(under(page, '### wait')).toContain('no fields');
  });

  test('links a code table that all share instead of repeating it', () => {
    expect(talk).toContain('see [Result codes](#result-codes)');
    const own = { ...small, returns: {} };
    expect(row(under(renderReference(own, 'markdown'), '### talk'), '`0`')).toEqual([
      '`0`',
      '`fine`',
      'yes',
      'fine',
    ]);
  });

  test('draws each machine', () => {
    const drawn = /```mermaid\n([\s\S]*?)\n```/.exec(page)?.[1];
    expect(drawn?.split('\n')).toEqual([
      'stateDiagram-v2',
      '    state "not-sure" as not_sure',
      '    state "calm" as calm',
      '    [*] --> not_sure',
      '    not_sure --> calm: talk fine or quiet',
      '    not_sure --> not_sure: any call again',
      '    calm --> not_sure: any call again',
      '    calm --> calm: wait ok',
    ]);
  });

  test('lists states and transitions beside the drawing', () => {
    const machine = under(page, '### The mood machine');
    expect(row(machine, '`calm`')).toEqual(['`calm`', 'all is well', '`too-calm`']);
    expect(row(machine, '`not-sure`, `calm`')?.slice(1, 4)).toEqual(['any', '`again`', '`not-sure`']);
    expect(machine).toContain('`chatter`: 3 times');
    expect(machine).toContain('more than 5 s');
  });

  test('lists events with their fields, those without any too', () => {
    const section = under(page, '## Events');
    expect(row(section, '`said`')).toEqual(['`said`', '`/text`', 'string', 'yes', '']);
    expect(section).toContain('|  | `/loud` | string | no | secret |');
    expect(row(section, '`hush`')).toEqual(['`hush`', '', '', '', '']);
  });

  test('leaves out what a protocol does not have', () => {
    const bare = { ...small, messages: [], machines: [], events: {}, returns: {} };
    expect(renderReference(bare, 'markdown')).not.toMatch(/## (?:Message|State|Events|Result)/);
  });
});

describe('the page of every protocol', () => {
  const reference = renderReference(wechat, 'markdown');

  test.each(wechat.endpoints.map((endpoint) => ({ name: endpoint.name, endpoint })))(
    'says all of $name',
    ({ name, endpoint }) => {
      const section = under(reference, `### ${name}`);
      const codes = section.split('\n').map((line) => cells(line)[0]);
      const wanted = [
        ...requestFields(endpoint).map((field) => `\`${field.name}\``),
        ...[...shapeFields(endpoint.reply.shape)].map(({ pointer }) => `\`${pointer}\``),
      ];
      expect(codes).toEqual(expect.arrayContaining(wanted));
      expect(section).toContain(`{${endpoint.host}}${endpoint.path}`);
    },
  );

  test('has every cell where its column is', () => {
    const widths = new Map<number, number>();
    const all = reference.split('\n');
    all.forEach((line, index) => {
      if (/^\| ---/.test(line)) widths.set(index, cells(line).length);
    });
    for (const [index, width] of widths) {
      for (let at = index + 1; all[at]?.startsWith('|'); at += 1) expect(cells(all[at]!)).toHaveLength(width);
    }
  });

  test('has every heading that it links to', () => {
    const anchors = reference
      .split('\n')
      .filter((line) => /^#+ /.test(line))
      .map((line) =>
        line
          .replace(/^#+ /, '')
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      );
    const links = [...reference.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target);
    expect(links.filter((target) => !anchors.includes(target!))).toEqual([]);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  test('is the same every time', () => {
    expect(renderReference(wechat, 'markdown')).toBe(reference);
  });
});
