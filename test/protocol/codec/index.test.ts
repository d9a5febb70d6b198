/** What holds for every codec: the real replies decode, and nothing makes one throw. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import { editForm } from '../../../src/protocol/codec/form.ts';
import { codecs } from '../../../src/protocol/codec/index.ts';
import { editJs, editJson } from '../../../src/protocol/codec/script-edit.ts';
import { editXml } from '../../../src/protocol/codec/xml-edit.ts';
import { at } from '../../../src/protocol/shape.ts';
import { kindIn, valueIn } from './helpers.ts';

const shared = new URL('../../../../shared/wx-bodies/', import.meta.url);
const realBody = (file: string): Body => Body.ofBytes(readFileSync(new URL(file, shared)));
const codecOf = (file: string) => codecs[file.slice(file.lastIndexOf('.') + 1) as 'js' | 'json' | 'xml'];

/** Each file with something it says. */
const told: readonly (readonly [file: string, pointer: string, value: unknown])[] = [
  ['jslogin-200.js', '/window.QRLogin.uuid', 'Qe3PDEPf1Q=='],
  ['jslogin-nock0-wechat4u.js', '/window.QRLogin.code', 200],
  [
    'login-200-2013.js',
    '/window.redirect_uri',
    'https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=gh44598r-e8z6-6710-4709-35r96821390p&lang=zh_CN&scan=1377437526',
  ],
  ['login-200-vcdata-2015.js', '/window.code', 200],
  [
    'login-200.js',
    '/window.redirect_uri',
    'https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=PnAdtnJEla5cZVqg6huyvp1-@qrticket_0&uuid=Qe3PDEPf1Q==&lang=zh_CN&scan=1551166580',
  ],
  ['login-201-avatar-short.js', '/window.userAvatar', 'data:img/jpg;base64,/9j/4A...'],
  ['login-400.js', '', { 'window.code': 400 }],
  ['login-408.js', '', { 'window.code': 408 }],
  ['login-nock1-wechat4u.js', '', { 'window.code': 201 }],
  ['login-nock2-wechat4u.js', '/window.code', 200],
  ['synccheck-0-wxagent.js', '', { 'window.synccheck': { retcode: '0', selector: '0' } }],
  ['synccheck-1-wxagent.js', '/window.synccheck/selector', '1'],
  ['synccheck-2-wxagent.js', '/window.synccheck/selector', '2'],
  ['synccheck-3-wxagent.js', '/window.synccheck/selector', '4'],
  ['synccheck-4-wxagent.js', '/window.synccheck/selector', '5'],
  ['synccheck-5-wxagent.js', '/window.synccheck/selector', '6'],
  ['synccheck-6-wxagent.js', '/window.synccheck/selector', '7'],
  ['synccheck-1100-issue58.js', '/window.synccheck/retcode', '1100'],
  ['synccheck-1101-issue58.js', '/window.synccheck/retcode', '1101'],
  ['synccheck-minus1-issue10.js', '', { 'window.synccheck': { retcode: '-1', selector: '0' } }],
  ['webwxnewloginpage-0.xml', '/error/wxuin', '8465882352'],
  ['webwxnewloginpage-0-wxagent.xml', '/error/wxsid', '7qaTZHam4XZ1/Nk5'],
  ['webwxnewloginpage-1-moontide.xml', '/error/message', ''],
  ['webwxnewloginpage-nock3-wechat4u.xml', '/error/message', 'OK'],
  ['webwxnewloginpage-0-moontide.xml', '/error/ret', '1203'],
  ['webwxnewloginpage-1203-a.xml', '/error/ret', '1203'],
  ['webwxnewloginpage-1203-b.xml', '/error/ret', '1203'],
  ['webwxnewloginpage-1203-c.xml', '', { error: { ret: '1203', message: 'check ticket failed' } }],
  ['webwxbatchgetcontact-200-wechat4u.json', '/ContactList/0/MemberList/0/AttrStatus', 98407],
  ['webwxgetcontact-200-wechat4u.json', '/MemberCount', 149],
  ['webwxgetcontact-mojibake-excerpt.json', '/MemberList/0/VerifyFlag', 56],
  ['webwxinit-200-wechat4u.json', '/ClickReportInterval', 600000],
  ['webwxinit-ret1-issue252.json', '/SyncKey', { Count: 0, List: [] }],
  ['webwxinit-ret1-oneline-issue35.json', '/BaseResponse', { Ret: 1, ErrMsg: '' }],
  ['webwxinit-ret1100-issue6.json', '/BaseResponse/Ret', 1100],
  ['webwxinit-ret1102-issue1.json', '', { BaseResponse: { Ret: 1102, ErrMsg: '' } }],
  ['webwxpushloginurl-ok.json', '', { ret: '0', msg: 'all ok', uuid: 'A_1_xxxw==' }],
  ['webwxstatusnotify-nock4-wechat4u.json', '/MsgID', '3199705316661781423'],
  ['webwxstatusnotify-ret0-issue58.json', '/MsgID', '6774292970486330821'],
  ['webwxstatusnotify-ret1101-issue58.json', '/MsgID', ''],
  ['webwxsync-200-wechat4u.json', '/AddMsgList/0/MsgId', '4442356190966618405'],
  ['webwxsync-message-wechaty371.json', '/MsgId', '1159549798484970886'],
  ['webwxsync-ret1100-issue23.json', '/Profile/NickName/Buff', ''],
  ['webwxsync-ret3-issue5.json', '/BaseResponse/Ret', 3],
  ['webwxsync-text-2024.json', '/AddMsgList/0/NewMsgId', 487567706613371358n],
];
/** Laid out by their authors in more than one way. */
const mixedLayout = ['webwxgetcontact-mojibake-excerpt.json', 'webwxinit-200-wechat4u.json'];

describe.skipIf(!existsSync(shared))('the real replies (need ../shared/wx-bodies)', () => {
  it.each(told)('%s says %s', (file, pointer, value) => {
    expect(at(valueIn(codecOf(file).decode(realBody(file), 'text/plain')), pointer)).toEqual(value);
  });

  it('are all told of', () => {
    const files = readdirSync(shared).filter((file) => /\.(?:js|json|xml)$/.test(file));
    expect(told.map(([file]) => file).sort()).toEqual(files.sort());
  });

  it.each(told.filter(([file]) => !mixedLayout.includes(file)))(
    '%s is written again byte for byte',
    (file) => {
      const body = realBody(file);
      const codec = codecOf(file);
      expect(codec.encode(valueIn(codec.decode(body)), body.text()).text()).toBe(body.text());
    },
  );

  it.each(told)('%s is read by no other codec for what it is not', (file) => {
    const own = codecOf(file).name;
    for (const name of ['js', 'json', 'xml', 'html'] as const) {
      const kind = own === 'js' ? 'js' : own;
      if (name !== own) expect(kindIn(codecs[name].decode(realBody(file)))).toBe(kind);
    }
  });
});

describe('every codec', () => {
  const pieces = fc.constantFrom(
    ...[
      '<',
      '>',
      '</',
      '/>',
      '<a',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<!DOCTYPE',
      '&',
      '&lt;',
      '&#0;',
    ],
    ...[
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '`',
      '\\',
      '\\u',
      '${',
      ':',
      ',',
      ';',
      '=',
      '!',
      '.',
      '/',
      '//',
      '/*',
      '*/',
    ],
    ...['window.code', 'var ', 'a', '__proto__', 'constructor', '0', '-', '1e', '0x', '99999999999999999999'],
    ...[
      '--B',
      '--',
      '\r\n',
      '\n',
      ' ',
      'Content-Disposition: form-data; name="',
      'filename*=',
      '\0',
      '\ufffd',
      '\ufeff',
      '\ud800',
    ],
    ...['%', '%E4', '+', '<html', '<title>', 'msg-title', 'isLogin:!', '<script'],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
  );
  const body = fc.oneof(
    text.map((value) => Body.ofText(value)),
    fc.uint8Array().map((bytes) => Body.ofBytes(bytes)),
    fc.string().map((value) => Body.ofBase64(value)),
  );
  const type = fc.constantFrom(
    undefined,
    '',
    'text/html',
    'application/json',
    'multipart/form-data; boundary=B',
    'image/jpeg',
    'x;',
  );

  it.each(Object.values(codecs).map((codec) => [codec.name, codec] as const))(
    '%s never throws',
    (_name, codec) => {
      fc.assert(
        fc.property(body, type, (value, contentType) => {
          const decoded = codec.decode(value, contentType);
          expect(decoded.ok || decoded.message.length < 100).toBe(true);
        }),
      );
    },
  );

  it.each([
    ['editJs', editJs],
    ['editJson', editJson],
    ['editXml', editXml],
    ['editForm', editForm],
  ] as const)('%s never throws, and changes nothing it does not find', (_name, edit) => {
    const pointer = fc.oneof(
      fc.string(),
      fc.constantFrom('', '/a', '/a/0', '/window.code', '/a/@a', '/__proto__'),
    );
    fc.assert(
      fc.property(text, fc.array(pointer, { maxLength: 3 }), (value, pointers) => {
        const edited = edit(value, new Map(pointers.map((name) => [name, 'x'])));
        if (edited.missed.length === new Set(pointers).size) expect(edited.text).toBe(value);
      }),
    );
  });

  it('names itself as the table does', () => {
    for (const [name, codec] of Object.entries(codecs)) expect(codec.name).toBe(name);
  });

  it('quotes nothing of a body it refuses', () => {
    for (const codec of Object.values(codecs)) {
      const decoded = codec.decode(Body.ofText('<error><skey>@crypt_secret</skey>'), 'image/png');
      if (!decoded.ok) expect(decoded.message).not.toContain('secret');
    }
  });
});

describe('bombs', () => {
  const million = 1_000_000;
  it.each([
    ['nesting', '['.repeat(million)],
    ['objects', '{"a":'.repeat(million)],
    ['elements', '<a>'.repeat(300_000)],
    ['entities', `<!DOCTYPE a [${'<!ENTITY b "&b;&b;">'.repeat(10_000)}]><a>&b;</a>`],
    ['ampersands', `<a>${'&'.repeat(million)}</a>`],
    ['attributes', `<a ${'b="" '.repeat(100_000)}/>`],
    ['keys', `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join(',')}}`],
    ['digits', `a=${'9'.repeat(million)};`],
    ['not', `a=${'!'.repeat(million)}`],
    ['escapes', `a="${'\\n'.repeat(million)}"`],
    ['sources', 'a="x"+b;'.repeat(200_000)],
    ['dots', `a${'.'.repeat(million)}`],
    ['comments', '/**/'.repeat(million)],
    ['instructions', `${'<?a?>'.repeat(200_000)}<!DOCTYPE`],
    ['ampersands between fields', 'a&'.repeat(million)],
    ['percents', `a=${'%e4'.repeat(million)}`],
    ['boundaries', `--B\r\n${'\n--Bx'.repeat(300_000)}`],
    ['quotes', `--B\r\nContent-Disposition: form-data; ${'name="\\"'.repeat(100_000)}`],
    ['one long text', `{"a":"${'x'.repeat(10 * million)}"}`],
  ])('of %s end in a value or a refusal', (_what, text) => {
    for (const codec of Object.values(codecs)) {
      expect(codec.decode(Body.ofText(text), 'multipart/form-data; boundary=B')).toHaveProperty('ok');
    }
  });
});
