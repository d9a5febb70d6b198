/** Ways in which a server may change: each makes another recording of one, and says what drift must find. */

/** @typedef {{ severity: 'break' | 'warn' | 'note', endpoint: string, where: string }} Expected */

const clone = (value) => structuredClone(value);

/** Every exchange of an endpoint whose reply is JSON, XML or a script, changed by value. */
function edited(lib, exchanges, row, change) {
  return exchanges.map((exchange) => {
    if (rowOf(lib, exchange) !== row || !exchange.response?.body) return exchange;
    const decoded = lib.codecs[row.reply.codec].decode(exchange.response.body);
    if (!decoded.ok) return exchange;
    const value = clone(decoded.value);
    change(value, exchange);
    const like = exchange.response.body.text();
    const body = lib.codecs[row.reply.codec].encode(value, row.reply.codec === 'json' ? 'server' : like);
    return { ...exchange, response: { ...exchange.response, body } };
  });
}

const rows = new WeakMap();
function rowOf(lib, exchange) {
  if (!rows.has(exchange)) rows.set(exchange, new lib.RequestView(exchange.request, lib.table).endpoint);
  return rows.get(exchange);
}

const answered = (lib, exchanges, row, response) =>
  exchanges.map((exchange) =>
    rowOf(lib, exchange) === row && exchange.response
      ? { ...exchange, response: { ...exchange.response, ...response } }
      : exchange,
  );

/** Visits the object that holds the last step of a pointer; `*` stands for every item. */
function holders(value, steps, visit) {
  const [step, ...rest] = steps;
  if (typeof value !== 'object' || value === null) return;
  if (step === '*') {
    for (const item of value) holders(item, rest, visit);
  } else if (rest.length === 0) {
    if (Object.hasOwn(value, step)) visit(value, step);
  } else if (Object.hasOwn(value, step)) holders(value[step], rest, visit);
}

const setAll = (pointer, make) => (value) =>
  holders(value, pointer.slice(1).split('/'), (holder, key) => {
    holder[key] = make(holder[key]);
  });

/** A value of that field, from the recording. */
function sampleOf(lib, exchanges, row, pointer) {
  const found = [];
  for (const exchange of exchanges) {
    if (rowOf(lib, exchange) !== row || !exchange.response?.body) continue;
    const decoded = lib.codecs[row.reply.codec].decode(exchange.response.body);
    if (decoded.ok)
      holders(decoded.value, pointer.slice(1).split('/'), (holder, key) => found.push(holder[key]));
  }
  return found;
}

/** What a field's use makes of its loss, read off the row anew, so that the rules are not asked. */
function useOf(row, pointer) {
  const steps = pointer.slice(1).split('/');
  let here = row.reply.shape;
  let fed = false;
  for (const step of steps) {
    fed ||= here?.feeds !== undefined;
    here = step === '*' ? here?.items : here?.properties?.[step];
  }
  if (!here) return 'warn';
  const text = JSON.stringify(here, (key, value) => (key === 'counts' ? undefined : value));
  return fed || /"(?:feeds|event|state)":/.test(text) || `${pointer}` === row.code?.at ? 'break' : 'warn';
}

/** Fields of good replies that were always there, of a sort. */
function fieldsOf(lib, exchanges, accepts) {
  const found = [];
  for (const row of lib.wechat.endpoints) {
    if (!['json', 'xml', 'js'].includes(row.reply.codec)) continue;
    for (const { pointer, shape } of lib.leaves(row.reply.shape)) {
      if (pointer === '' || pointer.endsWith('/*') || shape.sometimes) continue;
      const values = sampleOf(lib, exchanges, row, pointer);
      const parent = pointer.slice(0, pointer.lastIndexOf('/'));
      const places =
        parent === ''
          ? exchanges.filter((one) => rowOf(lib, one) === row && one.response).length
          : sampleOf(lib, exchanges, row, parent).filter((one) => typeof one === 'object' && one !== null)
              .length;
      if (values.length === 0 || values.length !== (parent.endsWith('/*') ? values.length : places)) continue;
      if (accepts({ pointer, shape, row, values })) found.push({ row, pointer, shape, values });
    }
  }
  return found;
}

const full = (name) => name.slice(name.lastIndexOf('/') + 1);
const isText = ({ values }) => values.every((value) => typeof value === 'string');
const isNumber = ({ values }) => values.every((value) => typeof value === 'number');
const isFilled = ({ values }) => values.every((value) => value !== '');
const isCode = ({ row, pointer }) => row.code?.at === pointer;
const isXml = ({ row }) => row.reply.codec === 'xml';
const isScript = ({ row }) => row.reply.codec === 'js';
const isVital = ({ shape }) =>
  shape.pattern !== undefined &&
  (shape.feeds !== undefined || shape.event !== undefined || shape.state === true);

/** A field of a sort is changed by value. */
const onField = (name, accepts, change, { rename, severity, at = (pointer) => pointer } = {}) => ({
  name,
  apply(lib, exchanges, draw) {
    const fields = fieldsOf(lib, exchanges, accepts);
    if (fields.length === 0) return undefined;
    const { row, pointer } = draw.pick(fields);
    const edit = rename
      ? (value) => holders(value, pointer.slice(1).split('/'), rename(full(pointer), draw))
      : setAll(pointer, (value) => change(value, draw));
    return {
      exchanges: edited(lib, exchanges, row, edit),
      expected: {
        severity: severity ?? useOf(row, pointer),
        endpoint: row.name,
        where: `/response/body${at(pointer)}`,
      },
    };
  },
});

const onReply = (name, accepts, make, expect) => ({
  name,
  apply(lib, exchanges, draw) {
    const called = [...new Set(exchanges.filter((one) => one.response).map((one) => rowOf(lib, one)))].filter(
      (row) => row && accepts(row),
    );
    if (called.length === 0) return undefined;
    const row = draw.pick(called);
    return { exchanges: make(lib, exchanges, row, draw), expected: expect(row) };
  },
});

const reorder = (key, to) => (holder) => {
  const entries = Object.entries(holder).map(([name, value]) => [name === key ? to : name, value]);
  for (const name of Object.keys(holder)) delete holder[name];
  Object.assign(holder, Object.fromEntries(entries));
};

/** A script without its only variable is an empty body, for which there is another operator. */
const isWhole = ({ row, pointer }) =>
  row.reply.codec === 'js' &&
  Object.keys(row.reply.shape.properties).length === 1 &&
  pointer.lastIndexOf('/') === 0;
const drop = (key) => (holder) => delete holder[key];
const page = '<!DOCTYPE html><html><head><title>Sorry</title></head><body>Try again later</body></html>';
const isData = (row) => ['json', 'xml', 'js'].includes(row.reply.codec) && row.code !== undefined;
const withBody = (lib, exchanges, row, text) =>
  answered(lib, exchanges, row, { body: lib.Body.ofText(text) });
const statusOf = (severity) => (row) => ({ severity, endpoint: row.name, where: '/response/status' });
const bodyOf = (row) => ({ severity: 'break', endpoint: row.name, where: '/response/body' });
const codeOf = (row) => ({ severity: 'break', endpoint: row.name, where: `/response/body${row.code.at}` });
const setsCookies = (row) => row.name === 'webwxnewloginpage';

const cookies = (change) => (lib, exchanges, row, draw) => {
  const names = ['wxuin', 'wxsid', 'webwx_data_ticket', 'webwxuvid', 'webwx_auth_ticket'];
  const name = draw.pick(names);
  row.picked = name;
  return exchanges.map((exchange) =>
    rowOf(lib, exchange) === row
      ? {
          ...exchange,
          response: {
            ...exchange.response,
            headers: exchange.response.headers.flatMap(([key, value]) =>
              key.toLowerCase() === 'set-cookie' && value.startsWith(`${name}=`)
                ? change(key, value)
                : [[key, value]],
            ),
          },
        }
      : exchange,
  );
};
const cookieAt = (severity) => (row) => ({
  severity,
  endpoint: row.name,
  where: `/response/cookies/${row.picked}`,
});

/** Exchanges without those whose reply a step of a flow needs. */
const skip = (endpoint, state) => ({
  name: `skip ${state}`,
  apply(lib, exchanges) {
    const rest = exchanges.filter((one) => rowOf(lib, one)?.name !== endpoint.name || !endpoint.when(one));
    const stand = lib.wechat.machines
      .flatMap(({ transitions }) => transitions)
      .find(({ to }) => to === state);
    return rest.length === exchanges.length
      ? undefined
      : {
          exchanges: rest,
          expected: { severity: 'break', endpoint: stand.endpoint, where: `/flow/${state}` },
        };
  },
});
const bodyHas = (pattern) => (one) => pattern.test(one.response?.body?.text() ?? '');

const asks = (change) => (lib, exchanges, row) =>
  exchanges.map((exchange) =>
    rowOf(lib, exchange) === row ? { ...exchange, request: change(exchange.request) } : exchange,
  );
const inQuery = (text) =>
  asks((request) => ({ ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}${text}` }));
const hasMain = (row) => row.host === 'main' && row.code !== undefined;
const oneClosed = (code) => (lib, exchanges, row) => {
  const index = exchanges.findLastIndex((one) => rowOf(lib, one) === row);
  return exchanges.map((one, place) =>
    place === index
      ? {
          ...one,
          response: {
            ...one.response,
            body: lib.Body.ofText(`window.synccheck={retcode:"${code}",selector:"0"}`),
          },
        }
      : one,
  );
};

/** The recording with more time passing: `more(exchange)` gives the ms that it takes longer, and those after it. */
function delayed(exchanges, more) {
  let late = 0;
  return [...exchanges]
    .sort((one, other) => one.startedAt - other.startedAt)
    .map((exchange) => {
      const { held = 0, after = 0 } = more(exchange) ?? {};
      const { startedAt, timing } = exchange;
      const changed = {
        ...exchange,
        startedAt: startedAt + late,
        timing: { ...timing, total: timing.total + held },
      };
      late += held + after;
      return changed;
    });
}

/** Polls without news take longer, or are followed by a pause. */
const onPolls = (name, more, expected, enough) => ({
  name,
  apply(lib, exchanges) {
    const isIdle = (one) => rowOf(lib, one)?.name === 'synccheck' && /selector:"0"/.test(textOf(one));
    const polls = exchanges.filter((one) => rowOf(lib, one)?.name === 'synccheck');
    const idle = polls.slice(0, -1).filter(isIdle);
    if (idle.length < enough) return undefined;
    return {
      exchanges: delayed(exchanges, (one) => (isIdle(one) ? more : undefined)),
      expected: { ...expected, endpoint: 'synccheck' },
    };
  },
});
const textOf = (one) => one.response?.body?.text() ?? '';

/** QR codes that lapse do so 100 s after they were made. */
const shortLived = {
  name: 'QR codes that lapse sooner',
  apply(lib, exchanges) {
    const rest = [...exchanges];
    let count = 0;
    for (const end of exchanges.filter((one) => /window\.code=400/.test(textOf(one)))) {
      const made = rest.findLastIndex(
        (one) => rowOf(lib, one)?.name === 'jslogin' && one.startedAt < end.startedAt,
      );
      const from = end.startedAt + end.timing.total - 100_000;
      const between = rest.filter(
        ({ startedAt }, index) => index > made && startedAt < from && startedAt > rest[made].startedAt,
      );
      rest[made] = { ...rest[made], startedAt: from };
      for (const one of between) rest.splice(rest.indexOf(one), 1);
      count += 1;
    }
    if (count < 2) return undefined;
    return { exchanges: rest, expected: { severity: 'warn', endpoint: 'login', where: '/timing/life' } };
  },
};

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
];
