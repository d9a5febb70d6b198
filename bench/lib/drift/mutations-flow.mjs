/** Operators on calls, steps and single values, for the rules that a change of one field does not reach. */
import { edited, holders, rowOf, setAll, textOf } from './mutation-tools.mjs';

const note = (endpoint, where) => ({ severity: 'note', endpoint, where });
export const broken = (endpoint, where) => ({ severity: 'break', endpoint, where });
const named = (lib, name) => lib.wechat.endpoints.find((row) => row.name === name);
export const calls = (lib, exchanges, name) => exchanges.filter((one) => rowOf(lib, one)?.name === name);

/** A value of one row changed; undefined where no reply has it. */
export const onValue = (name, row, pointer, change, expected) => ({
  name,
  apply(lib, exchanges, draw) {
    let count = 0;
    const edit = setAll(pointer, (value) => {
      const changed = change(value, draw);
      if (changed !== value) count += 1;
      return changed;
    });
    const changed = edited(lib, exchanges, named(lib, row), edit);
    return count === 0 ? undefined : { exchanges: changed, expected };
  },
});

/** Some exchanges again, later by so many ms; what came after them waits. */
function repeated(exchanges, which, { times = 1, every = 1000, change = (one) => one } = {}) {
  const at = exchanges.indexOf(which);
  const more = Array.from({ length: times }, (_, index) => ({
    ...change(which, index),
    id: `e${9000 + index}`,
    startedAt: which.startedAt + (which.timing.total + every) * (index + 1),
  }));
  const late = more.length * (which.timing.total + every);
  return [
    ...exchanges.slice(0, at + 1),
    ...more,
    ...exchanges.slice(at + 1).map((one) => ({ ...one, startedAt: one.startedAt + late })),
  ];
}

/** By time, as a session goes. */
const inTime = (exchanges) => [...exchanges].sort((one, other) => one.startedAt - other.startedAt);

export const flowOperators = [
  onValue(
    'a ticket encoded once more',
    'webwxnewloginpage',
    '/error/pass_ticket',
    (value) => value.replaceAll('%', '%25'),
    broken('webwxnewloginpage', '/response/body/error/pass_ticket'),
  ),
  onValue(
    'a redirect to a host of no role',
    'login',
    '/window.redirect_uri',
    (value) => value.replace(/^https:\/\/[^/]+/, 'https://wx9.example.org'),
    broken('login', '/response/body/window.redirect_uri'),
  ),
  onValue(
    'a redirect to another family',
    'login',
    '/window.redirect_uri',
    (value) => value.replace(/^https:\/\/[^/]+/, 'https://wx8.qq.com'),
    note('login', '/response/body/window.redirect_uri'),
  ),
  onValue(
    'ids above 53 bits',
    'webwxinit',
    '/User/Uin',
    () => 2 ** 53 + 2,
    note('webwxinit', '/response/body/User/Uin'),
  ),
  onValue(
    'pages of contacts',
    'webwxgetcontact',
    '/Seq',
    () => 7,
    note('webwxgetcontact', '/response/body/Seq'),
  ),
  onValue(
    'a kind of message never seen',
    'webwxsync',
    '/AddMsgList/*/MsgType',
    () => 4711,
    note('webwxsync', '/response/body/AddMsgList/*/MsgType'),
  ),
  {
    name: 'XML of another charset',
    apply(lib, exchanges) {
      let count = 0;
      const edit = (value) =>
        holders(value, ['AddMsgList', '*', 'Content'], (item) => {
          if (item.AppMsgType !== 5 || !/^&lt;|^</.test(item.Content)) return;
          const isEscaped = item.Content.startsWith('&lt;');
          const [open, close] = isEscaped ? ['&lt;', '&gt;'] : ['<', '>'];
          item.Content = `${open}?xml version="1.0" encoding="gbk"?${close}${item.Content}`;
          count += 1;
        });
      const changed = edited(lib, exchanges, named(lib, 'webwxsync'), edit);
      if (count === 0) return undefined;
      const expected = broken('webwxsync', '/response/body/AddMsgList/*/Content');
      return { exchanges: changed, expected: { ...expected, kind: 'AppMsgType=5' } };
    },
  },
  {
    name: 'a call that nobody made',
    apply(lib, exchanges) {
      const [first] = calls(lib, exchanges, 'webwxinit');
      const url = first.request.url.replace('/webwxinit', '/webwxbrandnew');
      return {
        exchanges: repeated(exchanges, first, {
          change: (one) => ({ ...one, request: { ...one.request, url } }),
        }),
        expected: note('unknown', '/request/path'),
      };
    },
  },
  {
    name: 'a request sent again',
    apply(lib, exchanges) {
      const [first] = calls(lib, exchanges, 'webwxbatchgetcontact');
      if (!first) return undefined;
      return {
        exchanges: repeated(exchanges, first),
        expected: note('webwxbatchgetcontact', '/request'),
      };
    },
  },
  {
    name: 'a logout that leads elsewhere',
    apply(lib, exchanges) {
      const isLogout = (one) => rowOf(lib, one)?.name === 'webwxlogout';
      if (!exchanges.some(isLogout)) return undefined;
      const headers = [['Location', 'https://wx.qq.com/elsewhere']];
      return {
        exchanges: exchanges.map((one) =>
          isLogout(one) ? { ...one, response: { ...one.response, headers } } : one,
        ),
        expected: note('webwxlogout', '/response/headers/location'),
      };
    },
  },
  {
    name: 'a login refused with 1203',
    apply(lib, exchanges) {
      const all = inTime(exchanges);
      const [ticket] = calls(lib, all, 'webwxnewloginpage');
      const body = lib.Body.ofText('<error><ret>1203</ret><message>no</message></error>');
      const refused = {
        ...ticket,
        response: {
          ...ticket.response,
          headers: ticket.response.headers.filter(([name]) => name.toLowerCase() !== 'set-cookie'),
          body,
        },
      };
      return {
        exchanges: [...all.slice(0, all.indexOf(ticket)), refused],
        expected: broken('webwxnewloginpage', '/flow/refused'),
      };
    },
  },
  {
    name: 'a session closed at the first poll',
    apply(lib, exchanges) {
      const all = inTime(exchanges);
      const [poll] = calls(lib, all, 'synccheck');
      const body = lib.Body.ofText('window.synccheck={retcode:"1102",selector:"0"}');
      const closed = { ...poll, response: { ...poll.response, body } };
      return {
        exchanges: [...all.slice(0, all.indexOf(poll)), closed],
        expected: broken('synccheck', '/flow/closed'),
      };
    },
  },
  {
    name: 'news announced for ever',
    apply(lib, exchanges) {
      const all = inTime(exchanges);
      const poll = calls(lib, all, 'synccheck').find((one) => /selector:"0"/.test(textOf(one)));
      const pull = calls(lib, all, 'webwxsync')[0];
      if (!poll || !pull) return undefined;
      const empty = {
        ...pull,
        response: {
          ...pull.response,
          body: lib.Body.ofText(
            textOf(pull).replace(
              /"AddMsgCount": ?\d+,\s*"AddMsgList": ?\[[\s\S]*?\]\s*,\s*"ModContactCount"/,
              '"AddMsgCount": 0,"AddMsgList": [],"ModContactCount"',
            ),
          ),
        },
      };
      const told = {
        ...poll,
        response: {
          ...poll.response,
          body: lib.Body.ofText('window.synccheck={retcode:"0",selector:"2"}'),
        },
      };
      const at = all.indexOf(poll);
      const loop = Array.from({ length: 10 }, (_, index) => ({
        ...(index % 2 === 0 ? told : empty),
        id: `e${9000 + index}`,
        startedAt: poll.startedAt + index * 100,
        timing: { total: 50 },
      }));
      return {
        exchanges: [...all.slice(0, at), ...loop],
        expected: broken('webwxsync', '/flow/pulling'),
      };
    },
  },
  {
    name: 'a step out of order',
    apply(lib, exchanges) {
      const all = inTime(exchanges);
      const confirmed = calls(lib, all, 'login').find((one) => /window\.code=200/.test(textOf(one)));
      return {
        exchanges: repeated(all, confirmed, { every: 10 }),
        expected: note('login', '/flow/confirmed'),
      };
    },
  },
];
