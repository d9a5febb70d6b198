/** Real reply bodies, each placed in a session, say what their story tells. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../src/decode/events.ts';
import { Body, type Exchange } from '../../src/exchange.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { exchange, login, page } from '../support/exchanges.ts';

const folder = join(import.meta.dirname, '../../../shared/wx-bodies');
const there = existsSync(folder);
const cgi = 'https://wx.qq.com/cgi-bin/mmwebwx-bin';

/** Which exchange of a session a body of this name answers. */
const asked: Readonly<Record<string, () => Exchange>> = {
  jslogin: () => page.uuid(),
  login: () => page.poll(''),
  synccheck: () => page.check(0, 0),
  webwxnewloginpage: () => page.ticket(''),
  webwxinit: () => page.init(),
  webwxsync: () => page.pull(),
};

function placed(file: string): Exchange {
  const name = file.split('-')[0]!;
  const base = asked[name]?.() ?? exchange(`${cgi}/${name}`, { method: 'POST' });
  const body = Body.ofBytes(readFileSync(join(folder, file)));
  return { ...base, response: { ...base.response!, body } };
}

/** Outcome and code that each story tells; for the others the file name does. */
const told: Readonly<Record<string, readonly [outcome: string, code: unknown]>> = {
  'jslogin-200.js': ['ready', 200],
  'jslogin-nock0-wechat4u.js': ['ready', 200],
  'login-200-2013.js': ['confirmed', 200],
  'login-200-vcdata-2015.js': ['confirmed', 200],
  'login-200.js': ['confirmed', 200],
  'login-201-avatar-short.js': ['scanned', 201],
  'login-400.js': ['expired', 400],
  'login-408.js': ['waiting', 408],
  'login-nock1-wechat4u.js': ['scanned', 201],
  'login-nock2-wechat4u.js': ['confirmed', 200],
  'synccheck-0-wxagent.js': ['nothing', 0],
  'synccheck-1100-issue58.js': ['closed', 1100],
  'synccheck-1101-issue58.js': ['closed', 1101],
  'synccheck-minus1-issue10.js': ['error', -1],
  'webwxbatchgetcontact-200-wechat4u.json': ['ok', 0],
  'webwxgetcontact-200-wechat4u.json': ['ok', 0],
  'webwxgetcontact-mojibake-excerpt.json': ['ok', 0],
  'webwxinit-200-wechat4u.json': ['ok', 0],
  'webwxinit-ret1-issue252.json': ['refused', 1],
  'webwxinit-ret1-oneline-issue35.json': ['refused', 1],
  'webwxinit-ret1100-issue6.json': ['closed', 1100],
  'webwxinit-ret1102-issue1.json': ['closed', 1102],
  'webwxnewloginpage-0-moontide.xml': ['refused', 1203],
  'webwxnewloginpage-0-wxagent.xml': ['opened', 0],
  'webwxnewloginpage-0.xml': ['opened', 0],
  'webwxnewloginpage-1-moontide.xml': ['opened', 0],
  'webwxnewloginpage-1203-a.xml': ['refused', 1203],
  'webwxnewloginpage-1203-b.xml': ['refused', 1203],
  'webwxnewloginpage-1203-c.xml': ['refused', 1203],
  'webwxnewloginpage-nock3-wechat4u.xml': ['opened', 0],
  'webwxpushloginurl-ok.json': ['asked', 0],
  'webwxstatusnotify-nock4-wechat4u.json': ['ok', 0],
  'webwxstatusnotify-ret0-issue58.json': ['ok', 0],
  'webwxstatusnotify-ret1101-issue58.json': ['closed', 1101],
  'webwxsync-200-wechat4u.json': ['pulled', 0],
  // One item of the list, without its envelope.
  'webwxsync-message-wechaty371.json': ['garbled', undefined],
  'webwxsync-ret1100-issue23.json': ['closed', 1100],
  'webwxsync-ret3-issue5.json': ['error', 3],
  'webwxsync-text-2024.json': ['pulled', 0],
};

/** Selectors that ask for a pull. */
const announced: Readonly<Record<string, string>> = {
  'synccheck-1-wxagent.js': '1',
  'synccheck-2-wxagent.js': '2',
  'synccheck-3-wxagent.js': '4',
  'synccheck-4-wxagent.js': '5',
  'synccheck-5-wxagent.js': '6',
  'synccheck-6-wxagent.js': '7',
};

describe.skipIf(!there)('real reply bodies of ../shared/wx-bodies (skipped where missing)', () => {
  const files = there ? readdirSync(folder).filter((file) => file !== 'manifest.tsv') : [];

  test.each(files)('%s decodes with the code and variant it shows', (file) => {
    const decoder = new Decoder(wechat);
    for (const before of login()) decoder.decode(before);
    const { call } = decoder.decode(placed(file));
    const selector = announced[file];
    const [outcome, code] = told[file] ?? (selector ? ['news', 0] : ['untold', undefined]);
    expect([call.outcome.name, call.outcome.code]).toEqual([outcome, code]);
    if (selector) expect(call.got('/window.synccheck/selector')).toBe(selector);
    expect(call.wrongKind).toBeUndefined();
  });

  test('a refusal keeps its text', () => {
    const decoder = new Decoder(wechat);
    const { events } = decoder.decode(placed('webwxnewloginpage-1203-a.xml'));
    expect(events[0]).toMatchObject({ type: 'session.refused', ret: 1203, as: 'xml' });
    expect(events[0]!.message).toMatch(/微信/);
  });
});
