/** Ways in which a server may change: each makes another recording of one, and says what drift must find. */
import {
  answered,
  asks,
  bodyHas,
  bodyOf,
  codeOf,
  cookieAt,
  cookies,
  drop,
  edited,
  hasMain,
  inQuery,
  isCode,
  isData,
  isFilled,
  isNumber,
  isScript,
  isText,
  isVital,
  isWhole,
  isXml,
  oneClosed,
  onField,
  onPolls,
  onReply,
  page,
  reorder,
  rowOf,
  setAll,
  setsCookies,
  shortLived,
  skip,
  statusOf,
  withBody,
} from './mutation-tools.mjs';
import { flowOperators } from './mutations-flow.mjs';
import { outsideOperators } from './mutations-outside.mjs';

export const operators = [
  onField('drop', (field) => !isWhole(field), undefined, { rename: drop }),
  onField('drop a used field', ({ row, pointer }) => !row || pointer.split('/').length <= 3, undefined, {
    rename: drop,
  }),
  onField('rename by a letter', (field) => !isCode(field), undefined, {
    rename: (key) => reorder(key, `${key}s`),
  }),
  onField('rename to another case', (field) => !isCode(field), undefined, {
    rename: (key) => reorder(key, key === key.toLowerCase() ? key.toUpperCase() : key.toLowerCase()),
  }),
  onField('rename with a prefix', (field) => !isCode(field), undefined, {
    rename: (key) => reorder(key, `new${key}`),
  }),
  onField(
    'number as text',
    (field) => isNumber(field) && !isXml(field),
    (value) => String(value),
  ),
  onField(
    'text as number',
    (field) => isText(field) && isFilled(field) && !isXml(field) && !isScript(field),
    () => 7,
  ),
  onField(
    'text as list',
    (field) => isText(field) && !isXml(field) && !isScript(field),
    (value) => [value],
  ),
  onField(
    'text as object',
    (field) => isText(field) && !isXml(field) && !isScript(field) && !isCode(field),
    (value) => ({ value }),
  ),
  onField(
    'number as object',
    (field) => isNumber(field) && !isXml(field) && !isScript(field) && !isCode(field),
    (value) => ({ value }),
  ),
  onField(
    'null for a text',
    (field) => isText(field) && !isXml(field) && !isScript(field),
    () => null,
  ),
  onField(
    'null for a number',
    (field) => isNumber(field) && !isXml(field) && !isScript(field) && !isCode(field),
    () => null,
  ),
  onField(
    'null for a list',
    (field) => field.values.every(Array.isArray),
    () => null,
  ),
  onField(
    'object for a list',
    (field) => field.values.every(Array.isArray),
    (value) => ({ ...value }),
  ),
  onField(
    'true for a number',
    (field) => isNumber(field) && !isXml(field) && !isScript(field) && !isCode(field),
    () => true,
  ),
  onField(
    'fraction for a number',
    (field) => isNumber(field) && !isXml(field) && !isScript(field) && !isCode(field),
    (value) => value + 0.5,
  ),
  onField(
    'empty a vital text',
    (field) => isText(field) && isFilled(field) && isVital(field),
    () => '',
  ),
  onField(
    'reformat a vital text',
    (field) => isText(field) && isFilled(field) && isVital(field) && !isCode(field),
    (value) => `#${value}#`,
  ),
  onField(
    'cut a vital text',
    (field) =>
      isText(field) &&
      isFilled(field) &&
      ['/error/wxsid', '/window.QRLogin.uuid', '/error/skey'].includes(field.pointer),
    (value) => value.slice(0, 5),
  ),
  onField(
    'seconds to milliseconds',
    ({ shape, values }) => shape.dated === 's' && values.every((value) => value > 0),
    (value) => value * 1000,
  ),
  onField(
    'a count one too high',
    ({ shape, values }) => shape.counts !== undefined && values.every((value) => value > 0),
    (value) => value + 1,
    { severity: 'warn' },
  ),
  onField('a new field beside', (field) => !isXml(field) && !isScript(field), undefined, {
    severity: 'note',
    at: (pointer) => `${pointer.slice(0, pointer.lastIndexOf('/'))}/Brandnew`,
    rename: () => (holder) => {
      holder.Brandnew = 1;
    },
  }),
  onField(
    'an empty position',
    ({ shape }) => shape.feeds === 'syncKey' || shape.feeds === 'syncCheckKey',
    () => ({ Count: 0, List: [] }),
    { at: (pointer) => `${pointer}/Count`, severity: 'break' },
  ),
  onReply(
    'an unknown code',
    isData,
    (lib, exchanges, row) =>
      edited(
        lib,
        exchanges,
        row,
        setAll(row.code.at, (value) => (typeof value === 'string' ? '4711' : 4711)),
      ),
    codeOf,
  ),
  onReply(
    'an unknown negative code',
    isData,
    (lib, exchanges, row) =>
      edited(
        lib,
        exchanges,
        row,
        setAll(row.code.at, (value) => (typeof value === 'string' ? '-99' : -99)),
      ),
    codeOf,
  ),
  onReply(
    'a web page for data',
    isData,
    (lib, exchanges, row) => withBody(lib, exchanges, row, page),
    bodyOf,
  ),
  onReply(
    'an empty body',
    (row) => isData(row) && !row.reply.also?.includes('empty'),
    (lib, exchanges, row) => withBody(lib, exchanges, row, ''),
    bodyOf,
  ),
  onReply(
    'plain text for data',
    isData,
    (lib, exchanges, row) => withBody(lib, exchanges, row, 'service temporarily unavailable'),
    bodyOf,
  ),
  onReply(
    'a body cut in half',
    (row) => row.reply.codec === 'json',
    (lib, exchanges, row) =>
      exchanges.map((one) =>
        rowOf(lib, one) === row && one.response
          ? {
              ...one,
              response: { ...one.response, body: lib.Body.ofText(one.response.body.text().slice(0, -20)) },
            }
          : one,
      ),
    bodyOf,
  ),
  onReply(
    'JSON for XML',
    (row) => row.reply.codec === 'xml',
    (lib, exchanges, row) => withBody(lib, exchanges, row, '{"ret":0}'),
    bodyOf,
  ),
  onReply(
    '404',
    () => true,
    (lib, exchanges, row) => answered(lib, exchanges, row, { status: 404 }),
    statusOf('break'),
  ),
  onReply(
    '403',
    () => true,
    (lib, exchanges, row) => answered(lib, exchanges, row, { status: 403 }),
    statusOf('break'),
  ),
  onReply(
    '500',
    () => true,
    (lib, exchanges, row) => answered(lib, exchanges, row, { status: 500 }),
    statusOf('break'),
  ),
  onReply(
    '502 with a page',
    () => true,
    (lib, exchanges, row) => answered(lib, exchanges, row, { status: 502, body: lib.Body.ofText(page) }),
    statusOf('break'),
  ),
  onReply(
    'a redirect',
    (row) => !(row.reply.statuses ?? []).some((status) => status >= 300 && status < 400),
    (lib, exchanges, row) =>
      answered(lib, exchanges, row, { status: 302, headers: [['Location', 'https://wx.qq.com/']] }),
    statusOf('break'),
  ),
  onReply(
    'no reply',
    () => true,
    (lib, exchanges, row) =>
      exchanges.map((one) =>
        rowOf(lib, one) === row
          ? { ...one, response: undefined, failure: { cause: 'dns', message: 'no such host' } }
          : one,
      ),
    statusOf('break'),
  ),
  onReply(
    'another type',
    (row) => row.reply.codec !== 'bytes',
    (lib, exchanges, row) =>
      answered(lib, exchanges, row, { headers: [['Content-Type', 'application/octet-stream']] }),
    (row) => ({ severity: 'warn', endpoint: row.name, where: '/response/headers/content-type' }),
  ),
  onReply(
    'a host of no role',
    () => true,
    asks((request) => ({ ...request, url: request.url.replace(/\/\/[^/]+/, '//new.wx.qq.com') })),
    (row) => ({ severity: 'break', endpoint: row.name, where: '/host' }),
  ),
  onReply(
    'another family',
    (row) => row.host === 'main',
    asks((request) => ({ ...request, url: request.url.replace(/\/\/[^/]+/, '//web.wechat.com') })),
    (row) => ({ severity: 'note', endpoint: row.name, where: '/host' }),
  ),
  onReply(
    'a path that moved',
    hasMain,
    asks((request) => ({ ...request, url: request.url.replace('/mmwebwx-bin/', '/mmwebwx-bin2/') })),
    (row) => ({ severity: 'break', endpoint: row.name, where: '/request/path' }),
  ),
  onReply(
    'a new parameter',
    () => true,
    inQuery('fresh=1'),
    (row) => ({ severity: 'note', endpoint: row.name, where: '/request/query/fresh' }),
  ),
  onReply(
    'a new header',
    () => true,
    asks((request) => ({ ...request, headers: [...request.headers, ['X-Fresh', '1']] })),
    (row) => ({ severity: 'note', endpoint: row.name, where: '/request/headers/x-fresh' }),
  ),
  onReply(
    'another method',
    (row) => row.methods[0] === 'POST',
    asks((request) => ({ ...request, method: 'PUT' })),
    (row) => ({ severity: 'note', endpoint: row.name, where: '/request/method' }),
  ),
  onReply(
    'a cookie less',
    setsCookies,
    cookies(() => []),
    cookieAt('break'),
  ),
  onReply(
    'a cookie emptied',
    setsCookies,
    cookies((key, value) => [[key, value.replace(/=[^;]*/, '=')]]),
    cookieAt('break'),
  ),
  onReply(
    'a cookie for another host',
    setsCookies,
    cookies((key, value) => [[key, value.replace(/domain=[^;]*/i, 'Domain=example.org')]]),
    cookieAt('break'),
  ),
  onReply(
    'a cookie without Secure',
    setsCookies,
    cookies((key, value) => [[key, value.replace(/;\s*secure/i, '')]]),
    cookieAt('warn'),
  ),
  onReply(
    'a cookie more',
    setsCookies,
    (lib, exchanges, row) =>
      exchanges.map((one) =>
        rowOf(lib, one) === row
          ? {
              ...one,
              response: {
                ...one.response,
                headers: [...one.response.headers, ['Set-Cookie', 'fresh=1; Path=/']],
              },
            }
          : one,
      ),
    (row) => ({ severity: 'note', endpoint: row.name, where: '/response/cookies/fresh' }),
  ),
  onPolls('polls held three times as long', { held: 51_000 }, { severity: 'warn', where: '/timing/hold' }, 3),
  onPolls('polls with pauses', { after: 20_000 }, { severity: 'note', where: '/timing/cadence' }, 5),
  shortLived,
  skip({ name: 'webwxnewloginpage', when: () => true }, 'ticket'),
  skip({ name: 'webwxinit', when: () => true }, 'initialised'),
  skip({ name: 'login', when: bodyHas(/window\.code=200/) }, 'confirmed'),
  onReply(
    'a selector never seen',
    (row) => row.name === 'synccheck',
    (lib, exchanges, row) => {
      // All that announce something, and the first, in case that none does.
      let isFirst = true;
      const strange = (value) => (value !== '0' || isFirst ? '99' : value);
      const change = setAll('/window.synccheck/selector', (value) => {
        const changed = strange(value);
        isFirst = false;
        return changed;
      });
      return edited(lib, exchanges, row, change);
    },
    (row) => ({ severity: 'note', endpoint: row.name, where: '/response/body/window.synccheck/selector' }),
  ),
  onReply('closed by an unknown code', (row) => row.name === 'synccheck', oneClosed(1999), codeOf),
  ...flowOperators,
  ...outsideOperators,
];
