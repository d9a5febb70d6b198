/** Holds the shapes of replies to bodies that servers really sent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import { codecs } from '../../../src/protocol/codec/index.ts';
import { walk } from '../../../src/protocol/walk.ts';
import { table } from './sample.ts';

const folder = '../shared/wx-bodies';
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(?:js|json|xml)$/.test(name)) : [];

/** Excerpts, bodies that were cut for the fixture, and values that their author made unreadable. */
const damaged: Readonly<Record<string, RegExp>> = {
  'webwxsync-message-wechaty371.json': /./,
  'webwxbatchgetcontact-200-wechat4u.json': /^unexpected/,
  'webwxgetcontact-200-wechat4u.json': /MemberCount$/,
  'webwxinit-200-wechat4u.json': /Count$/,
  'webwxinit-ret1102-issue1.json': /^missing/,
  'webwxsync-text-2024.json': /^missing/,
  'webwxpushloginurl-ok.json': /^value \/uuid$/,
};

describe.skipIf(files.length === 0)('bodies in ../shared/wx-bodies', () => {
  test.each(files)('%s fits its row', (file) => {
    const row = table.named(file.replace(/[-.].*/, ''))!;
    const decoded = codecs[row.reply.codec].decode(
      Body.ofBytes(readFileSync(join(folder, file))),
      row.reply.type,
    );
    expect(decoded).toMatchObject({ ok: true });
    const issues = decoded.ok ? walk(row.reply.shape, decoded.value, '') : [];
    const said = issues.map(({ code, path }) => `${code} ${path}`);
    expect(said.filter((issue) => !damaged[file]?.test(issue))).toEqual([]);
  });
});
