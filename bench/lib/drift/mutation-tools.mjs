/** What operators on recordings are made of. */

/** @typedef {{ severity: 'break' | 'warn' | 'note', endpoint: string, where: string }} Expected */

const clone = (value) => structuredClone(value);

/** Every exchange of an endpoint whose reply is JSON, XML or a script, changed by value. */
export function edited(lib, exchanges, row, change) {
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
export function rowOf(lib, exchange) {
  if (!rows.has(exchange)) rows.set(exchange, new lib.RequestView(exchange.request, lib.table).endpoint);
  return rows.get(exchange);
}

export const answered = (lib, exchanges, row, response) =>
  exchanges.map((exchange) =>
    rowOf(lib, exchange) === row && exchange.response
      ? { ...exchange, response: { ...exchange.response, ...response } }
      : exchange,
  );

/** Visits the object that holds the last step of a pointer; `*` stands for every item. */
export function holders(value, steps, visit) {
  const [step, ...rest] = steps;
  if (typeof value !== 'object' || value === null) return;
  if (step === '*') {
    for (const item of value) holders(item, rest, visit);
  } else if (rest.length === 0) {
    if (Object.hasOwn(value, step)) visit(value, step);
  } else if (Object.hasOwn(value, step)) holders(value[step], rest, visit);
}

export const setAll = (pointer, make) => (value) =>
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
  if (fed || /"(?:feeds|event|state)":/.test(text) || pointer === row.code?.at) return 'break';
  // What callers may take from it is used where they did.
  return text.includes('"offers":') ? undefined : 'warn';
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
      if (useOf(row, pointer) === undefined) continue;
      if (accepts({ pointer, shape, row, values })) found.push({ row, pointer, shape, values });
    }
  }
  return found;
}

const full = (name) => name.slice(name.lastIndexOf('/') + 1);
export const isText = ({ values }) => values.every((value) => typeof value === 'string');
export const isNumber = ({ values }) => values.every((value) => typeof value === 'number');
export const isFilled = ({ values }) => values.every((value) => value !== '');
export const isCode = ({ row, pointer }) => row.code?.at === pointer;
export const isXml = ({ row }) => row.reply.codec === 'xml';
export const isScript = ({ row }) => row.reply.codec === 'js';
export const isVital = ({ shape }) =>
  shape.pattern !== undefined &&
  (shape.feeds !== undefined || shape.event !== undefined || shape.state === true);

/** A field of a sort is changed by value. */
export const onField = (name, accepts, change, { rename, severity, at = (pointer) => pointer } = {}) => ({
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

export const onReply = (name, accepts, make, expect) => ({
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

export const reorder = (key, to) => (holder) => {
  const entries = Object.entries(holder).map(([name, value]) => [name === key ? to : name, value]);
  for (const name of Object.keys(holder)) delete holder[name];
  Object.assign(holder, Object.fromEntries(entries));
};

/** A script without its only variable is an empty body, for which there is another operator. */
export const isWhole = ({ row, pointer }) =>
  row.reply.codec === 'js' &&
  Object.keys(row.reply.shape.properties).length === 1 &&
  pointer.lastIndexOf('/') === 0;
export const drop = (key) => (holder) => delete holder[key];
export const page =
  '<!DOCTYPE html><html><head><title>Sorry</title></head><body>Try again later</body></html>';
export const isData = (row) => ['json', 'xml', 'js'].includes(row.reply.codec) && row.code !== undefined;
export const withBody = (lib, exchanges, row, text) =>
  answered(lib, exchanges, row, { body: lib.Body.ofText(text) });
export const statusOf = (severity) => (row) => ({ severity, endpoint: row.name, where: '/response/status' });
export const bodyOf = (row) => ({ severity: 'break', endpoint: row.name, where: '/response/body' });
export const codeOf = (row) => ({
  severity: 'break',
  endpoint: row.name,
  where: `/response/body${row.code.at}`,
});
export const setsCookies = (row) => row.name === 'webwxnewloginpage';

export const cookies = (change) => (lib, exchanges, row, draw) => {
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
export const cookieAt = (severity) => (row) => ({
  severity,
  endpoint: row.name,
  where: `/response/cookies/${row.picked}`,
});

/** Exchanges without those whose reply a step of a flow needs. */
export const skip = (endpoint, state) => ({
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
export const bodyHas = (pattern) => (one) => pattern.test(one.response?.body?.text() ?? '');

export const asks = (change) => (lib, exchanges, row) =>
  exchanges.map((exchange) =>
    rowOf(lib, exchange) === row ? { ...exchange, request: change(exchange.request) } : exchange,
  );
export const inQuery = (text) =>
  asks((request) => ({ ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}${text}` }));
export const hasMain = (row) => row.host === 'main' && row.code !== undefined;
export const oneClosed = (code) => (lib, exchanges, row) => {
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
export const onPolls = (name, more, expected, enough) => ({
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
export const textOf = (one) => one.response?.body?.text() ?? '';

/** QR codes that lapse do so 100 s after they were made. */
export const shortLived = {
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
