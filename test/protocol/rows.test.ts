/** Holds every row of the table to the rest of it: names, paths, pointers, states. */
import { describe, expect, test } from 'vitest';
import { Body } from '../../src/exchange.ts';
import { codecs } from '../../src/protocol/codec/index.ts';
import { outcomesOf } from '../../src/protocol/endpoint.ts';
import { type Field, fieldLeaves } from '../../src/protocol/field.ts';
import type { Host } from '../../src/protocol/protocol.ts';
import { leaves } from '../../src/protocol/shape.ts';
import { Table } from '../../src/protocol/table.ts';
import { splitUrl } from '../../src/protocol/url.ts';
import { walk } from '../../src/protocol/walk.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';

const rows = wechat.endpoints;
const table = new Table(wechat);
const named = rows.map((row) => ({ name: row.name, row }));
const sessionKeys = Object.keys(wechat.session);

function fieldsOf({
  params,
  query,
  headers,
  body,
}: (typeof rows)[number]): { pointer: string; field: Field }[] {
  return [params, query, headers, body?.fields].flatMap((fields) => [...fieldLeaves(fields ?? {})]);
}

const uses = (name: string, keyword: string): unknown[] =>
  [...leaves(table.named(name)!.reply.shape)]
    .map(({ shape }) => shape[keyword])
    .filter((use) => use !== undefined);

describe('the table', () => {
  test('no two rows have one name', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });

  test('two rows for one method and path are a mistake that the table refuses', () => {
    const twice = [...rows, { ...rows[0]!, name: 'another' }];
    expect(() => new Table({ ...wechat, endpoints: twice })).toThrow(/two rows/);
  });

  test('hosts are listed once for each role, family and age', () => {
    const lines = wechat.hosts.map(({ name, role, family, age }) => [name, role, family, age].join(' '));
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.filter((line) => !table.owns(line.split(' ')[0]!))).toEqual([]);
  });

  test('events named by the machines and rows have a shape', () => {
    const types = Object.keys(wechat.events);
    const said = rows.flatMap(({ name }) => uses(name, 'event'));
    expect(said.filter((type) => !types.includes(String(type)))).toEqual([]);
  });

  test('cookies of a session name session values', () => {
    const keys = [...fieldLeaves(wechat.cookies)].map(({ field }) => field.key ?? '');
    expect(keys.filter((key) => !sessionKeys.includes(key))).toEqual([]);
  });

  test('every session value is produced somewhere', () => {
    const made = new Set<unknown>(rows.flatMap(({ name }) => uses(name, 'feeds')));
    for (const row of rows) for (const key of Object.values(row.reply.cookies ?? {})) made.add(key);
    const values: Record<string, unknown> = { redirectUri: 'https://h/p?ticket=a&scan=1' };
    wechat.derive(values);
    for (const key of Object.keys(values)) made.add(key);
    expect(sessionKeys.filter((key) => !made.has(key))).toEqual([]);
  });

  test('every session value is sent by a later request, or followed', () => {
    const sent = new Set(rows.flatMap((row) => fieldsOf(row).map(({ field }) => field.key)));
    for (const { field } of fieldLeaves(wechat.cookies)) sent.add(field.key);
    for (const row of rows) sent.add(row.follows);
    expect(sessionKeys.filter((key) => !sent.has(key))).toEqual([]);
  });

  test('what requests take, replies offer', () => {
    const offered = new Set(rows.flatMap(({ name }) => uses(name, 'offers')).flat());
    const taken = new Set(rows.flatMap((row) => fieldsOf(row).flatMap(({ field }) => field.takes ?? [])));
    expect([...taken].sort()).toEqual([...offered].sort());
  });

  test('the lanes of the rows are lanes of the timeline', () => {
    expect(rows.filter(({ lane }) => !wechat.lanes.includes(lane)).map(({ name }) => name)).toEqual([]);
  });
});

describe.each(named)('$name', ({ row }) => {
  const known = wechat.hosts.filter((host) => host.role === row.host);

  test('is found by method and path on every host of its role', () => {
    expect(known.length).toBeGreaterThan(0);
    const path = row.path.replace(/\{.*\}/, '4abCd_EfgH==');
    const lost = known.flatMap(({ name }: Host) =>
      row.methods.filter(
        (method) => table.identify(method, splitUrl(`https://${name}${path}?x=1`))?.endpoint !== row,
      ),
    );
    expect(lost).toEqual([]);
  });

  test('is not found outside the domains of the protocol', () => {
    const url = splitUrl(`https://wx.qq.com.example.org${row.path.replace(/\{.*\}/, 'x')}`);
    expect(table.identify(row.methods[0], url)).toBeUndefined();
  });

  test('reads its code at a place of the reply', () => {
    const places = [...leaves(row.reply.shape)].map(({ pointer }) => pointer);
    expect(places).toEqual(expect.arrayContaining(row.code ? [row.code.at] : []));
  });

  test('feeds, follows and sends session values that exist', () => {
    const keys = [
      ...uses(row.name, 'feeds'),
      ...Object.values(row.reply.cookies ?? {}),
      ...(row.follows === undefined ? [] : [row.follows]),
      ...fieldsOf(row)
        .filter(({ field }) => field.source === 'session')
        .map(({ field }) => field.key),
    ];
    expect(keys.filter((key) => !sessionKeys.includes(String(key)))).toEqual([]);
  });

  test('has a name for each input', () => {
    const inputs = fieldsOf(row).filter(({ field }) => field.source === 'input');
    expect(inputs.filter(({ field }) => !field.key).map(({ pointer }) => pointer)).toEqual([]);
  });

  test('belongs to a machine that exists', () => {
    const machines = wechat.machines.map(({ name }) => name);
    for (const name of [row.machine, row.starts?.machine])
      if (name !== undefined) expect(machines).toContain(name);
    const { starts } = row;
    const machine = wechat.machines.find(({ name }) => name === starts?.machine);
    expect(Object.keys(machine?.states ?? {})).toEqual(expect.arrayContaining(starts ? [starts.state] : []));
  });

  test('counts lists that stand beside the counter', () => {
    const wrong = [...leaves(row.reply.shape)].flatMap(({ shape }) => {
      const inner = Object.values((shape.properties ?? {}) as Record<string, { counts?: string }>);
      const lists = Object.keys((shape.properties ?? {}) as object);
      return inner.map(({ counts }) => counts).filter((list) => list !== undefined && !lists.includes(list));
    });
    expect(wrong).toEqual([]);
  });

  test('gives examples that decode and fit its shape', () => {
    const examples = row.reply.examples ?? [];
    const wrong = examples.flatMap((example) => {
      const decoded = codecs[row.reply.codec].decode(Body.ofText(example), row.reply.type);
      if (!decoded.ok) return [`${decoded.kind}: ${example}`];
      const issues = walk(row.reply.shape, decoded.value, '').filter(({ code }) =>
        /type|unexpected/.test(code),
      );
      return issues.map(({ code, path }) => `${code} ${path}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('long polls', () => {
  const polls = rows.filter(({ longPoll }) => longPoll);

  test('there is one for the login and one for the sync', () => {
    expect(polls.map(({ name }) => name)).toEqual(['login', 'synccheck']);
  });

  test.each(polls.map((row) => ({ name: row.name, row })))(
    '$name says how long it is held without news',
    ({ row }) => {
      const { idle, hold } = row.longPoll!;
      expect(outcomesOf(row)).toContain(idle);
      expect(hold[0]).toBeGreaterThan(0);
      expect(hold[1]).toBeGreaterThan(hold[0]);
      // A page gives up after 35 seconds.
      expect(hold[1]).toBeLessThan(35_000);
    },
  );
});

describe.each(wechat.machines.map((machine) => ({ name: machine.name, machine })))(
  'the $name machine',
  ({ machine }) => {
    const states = Object.keys(machine.states);

    test('moves between states that it has', () => {
      const used = machine.transitions.flatMap(({ from, to }) => [...from, to]);
      expect(used.filter((state) => !states.includes(state))).toEqual([]);
      expect(states).toContain(machine.start);
      const marked = [...Object.keys(machine.alarms ?? {}), ...Object.keys(machine.enters ?? {})];
      expect([...marked, ...(machine.busy?.states ?? [])].filter((state) => !states.includes(state))).toEqual(
        [],
      );
    });

    test('reaches every state but its start', () => {
      const begun = rows.flatMap(({ starts }) => (starts?.machine === machine.name ? [starts.state] : []));
      const reached = new Set([machine.start, ...begun, ...machine.transitions.map(({ to }) => to)]);
      expect(states.filter((state) => !reached.has(state))).toEqual([]);
    });

    test('moves on outcomes that the row can have', () => {
      const possible = (endpoint: string): string[] =>
        rows.filter(({ name }) => endpoint === '*' || name === endpoint).flatMap(outcomesOf);
      const moves = [
        ...machine.transitions,
        ...(machine.loops ?? []).map((loop) => ({ ...loop, outcome: [loop.outcome] })),
      ];
      const wrong = moves.flatMap(({ endpoint, outcome }) =>
        outcome.filter((name) => !possible(endpoint).includes(name)).map((name) => `${endpoint} ${name}`),
      );
      expect(wrong).toEqual([]);
    });

    test('goes one way from a state on an outcome', () => {
      const keys = machine.transitions.flatMap(({ from, endpoint, outcome }) =>
        from.flatMap((state) => outcome.map((name) => `${state} ${endpoint} ${name}`)),
      );
      expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    });
  },
);

describe('messages', () => {
  test('the row with more conditions stands before those that it would hide behind', () => {
    const hidden = wechat.messages.filter((row, index) =>
      wechat.messages
        .slice(0, index)
        .some(({ when }) => Object.entries(when).every(([name, value]) => row.when[name] === value)),
    );
    expect(hidden.map(({ kind }) => kind)).toEqual([]);
  });
});
