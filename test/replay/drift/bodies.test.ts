/** Real reply bodies of many years, each in place of the one of a session: drift says what its story tells. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Body, type Exchange } from '../../../src/exchange.ts';
import { exchange, login, page } from '../../support/exchanges.ts';
import { drift, said } from './learned.ts';

const folder = join(import.meta.dirname, '../../../../shared/wx-bodies');
const there = existsSync(folder);
const cgi = 'https://wx.qq.com/cgi-bin/mmwebwx-bin';

const session = (): Exchange[] => [
  ...login(),
  exchange(`${cgi}/webwxstatusnotify`, {
    method: 'POST',
    reply: '{"BaseResponse":{"Ret":0,"ErrMsg":""},"MsgID":"1"}',
    at: 8,
  }),
  exchange(`${cgi}/webwxgetcontact?r=1&seq=0&skey=x`, {
    reply: '{"BaseResponse":{"Ret":0,"ErrMsg":""},"MemberCount":0,"MemberList":[],"Seq":0}',
    at: 9,
  }),
  exchange(`${cgi}/webwxbatchgetcontact?type=ex&r=1`, {
    method: 'POST',
    reply: '{"BaseResponse":{"Ret":0,"ErrMsg":""},"Count":0,"ContactList":[]}',
    at: 10,
  }),
  page.check(0, 2, { at: 11 }),
  page.pull({}, { at: 12 }),
  page.check(0, 0, { at: 13 }),
];

/** The session with that body in place of the first reply of its endpoint; what came after a refusal is left out. */
function withBody(file: string, isLast: boolean): Exchange[] {
  const name = file.split('-')[0]!;
  const all = session();
  const index = all.findIndex(({ request }) => new URL(request.url).pathname.endsWith(`/${name}`));
  const body = Body.ofBytes(readFileSync(join(folder, file)));
  const changed = all.with(index, { ...all[index]!, response: { ...all[index]!.response!, body } });
  return isLast ? changed.slice(0, index + 1) : changed;
}

/** What ends the session: the finding that comes first. */
const ends: Readonly<Record<string, string>> = {
  'login-400.js': 'break flow-end login /flow/expired',
  'synccheck-1100-issue58.js': 'break flow-end synccheck /flow/closed',
  'synccheck-1101-issue58.js': 'break flow-end synccheck /flow/closed',
  'webwxinit-ret1-issue252.json': 'break flow-end webwxinit /flow/refused',
  'webwxinit-ret1-oneline-issue35.json': 'break flow-end webwxinit /flow/refused',
  'webwxinit-ret1100-issue6.json': 'break flow-end webwxinit /flow/closed',
  'webwxinit-ret1102-issue1.json': 'break flow-end webwxinit /flow/closed',
  'webwxnewloginpage-0-moontide.xml': 'break flow-end webwxnewloginpage /flow/refused',
  'webwxnewloginpage-1203-a.xml': 'break flow-end webwxnewloginpage /flow/refused',
  'webwxnewloginpage-1203-b.xml': 'break flow-end webwxnewloginpage /flow/refused',
  'webwxnewloginpage-1203-c.xml': 'break flow-end webwxnewloginpage /flow/refused',
  'webwxstatusnotify-ret1101-issue58.json': 'break flow-end webwxstatusnotify /flow/closed',
  'webwxsync-ret1100-issue23.json': 'break flow-end webwxsync /flow/closed',
};

describe.skipIf(!there)('real reply bodies of ../shared/wx-bodies (skipped where missing)', () => {
  test.each(Object.entries(ends))('%s: %s', (file, finding) => {
    const report = drift(session(), withBody(file, true));
    expect(said(report, 'break')).toEqual([finding]);
    expect(report.findings[0]).toMatchObject({ firstCause: true });
  });

  // As a tester would do it: the rest of the session stays as it was.
  test.each(Object.entries(ends).filter(([file]) => /^webwx(?:init|newloginpage)/.test(file)))(
    '%s, and the session goes on: %s all the same',
    (file, finding) => {
      const report = drift(session(), withBody(file, false));
      expect(said(report)[0]).toBe(finding);
    },
  );

  const good = there
    ? readdirSync(folder).filter(
        (file) =>
          /-(?:200|0|ok|nock\d|ret0)[-.]|^synccheck-[1-6]-|login-(?:201|408)/.test(file) &&
          !Object.hasOwn(ends, file),
      )
    : [];
  test.each(good)('%s: nothing that ends the session', (file) => {
    const name = file.split('-')[0]!;
    if (!session().some(({ request }) => new URL(request.url).pathname.endsWith(`/${name}`))) return;
    const severe = drift(session(), withBody(file, false)).findings.filter(
      ({ severity }) => severity === 'break',
    );
    expect(severe.filter(({ rule }) => rule.startsWith('flow-') && rule !== 'flow-step')).toEqual([]);
  });

  test('webwxsync-message-wechaty371.json, an item without its envelope: the code is gone', () => {
    const report = drift(session(), withBody('webwxsync-message-wechaty371.json', true));
    expect(said(report, 'break')).toContain('break field-missing webwxsync /response/body/BaseResponse');
  });
});
