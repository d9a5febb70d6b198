/** Rules on what is called, and where: endpoints, hosts, methods. */
import type { Pair } from '../pair.ts';
import { foreignOf } from '../plain.ts';
import type { Tally } from '../tally.ts';
import { isUsed } from '../use.ts';
import { few, fresh, type Rule, times } from './rule.ts';
import { enter, hello, login, visit } from './scripts.ts';

/** A call that every one of so many recordings made is missed. */
const enoughRecordings = 3;

export const callRules: readonly Rule[] = [
  {
    id: 'call-moved',
    says: 'A call is gone, and one that the table does not know came in its place.',
    severity: 'break where a state or an event depends on its reply; warn otherwise',
    advice: 'Ask at the new address, and add it to the table.',
    example: {
      before: login,
      after: [
        ['POST /login {"name":"ann"}', '200 {"code":0,"token":"t1-abc"}'],
        ['GET /v2/news?token=t1-abc', '200 {"code":0}'],
      ],
      finds: { severity: 'break', where: '/request/path' },
    },
    *run(pair) {
      for (const { name, path, key } of moved(pair)) {
        const row = pair.table.named(name)!;
        const isNeeded =
          row.events !== undefined || row.code !== undefined || isUsed(pair.uses.reply(row, ''));
        yield {
          endpoint: name,
          severity: isNeeded ? 'break' : 'warn',
          where: '/request/path',
          message: `seems to have moved to ${key.slice(key.indexOf(' ') + 1)}`,
          baseline: path,
          observed: key,
          from: pair.base.endpoints.get(name)?.first,
          at: pair.next.strangers.get(key)?.first,
          what: key,
        };
      }
    },
  },
  {
    id: 'call-new',
    says: 'A call that was never made before.',
    severity: 'note',
    advice: 'Clients differ; see whether the page needs it.',
    example: {
      before: [hello],
      after: [hello, ['POST /out', '302']],
      finds: { severity: 'note', where: '/request/path' },
    },
    *run(pair) {
      for (const [name, stat] of pair.next.endpoints) {
        if (pair.base.endpoints.has(name)) continue;
        yield {
          endpoint: name,
          severity: 'note',
          where: '/request/path',
          message: `is called ${times(stat.calls)}, which it never was before`,
          baseline: 'never called',
          observed: `called ${times(stat.calls)}`,
          at: stat.first,
        };
      }
      const taken = new Set([...moved(pair)].map(({ key }) => key));
      for (const [key, { count, first }] of pair.next.strangers) {
        if (pair.base.strangers.has(key) || taken.has(key) || foreignOf(key)) continue;
        yield {
          endpoint: 'unknown',
          severity: 'note',
          where: '/request/path',
          message: `${key} is not in the table; it is called ${times(count)}`,
          baseline: 'never called',
          observed: key,
          at: first,
          what: key,
        };
      }
    },
  },
  {
    id: 'call-gone',
    says: 'A call that every recording made is not made, though the flow got as far.',
    severity: 'note',
    advice: 'Clients differ; see whether the page does without it.',
    example: {
      before: [...login, ['POST /out', '302']],
      recordings: enoughRecordings,
      after: login,
      finds: { severity: 'note', where: '/request/path' },
    },
    *run(pair) {
      const { base, next } = pair;
      const gone = new Set([...moved(pair)].map(({ name }) => name));
      for (const [name, stat] of base.endpoints) {
        if (next.endpoints.has(name) || gone.has(name)) continue;
        if (base.recordings < enoughRecordings || stat.recordings < base.recordings || !gotAsFar(pair))
          continue;
        yield {
          endpoint: name,
          severity: 'note',
          where: '/request/path',
          message: `is not called any more; all ${base.recordings} recordings called it`,
          baseline: `called in ${stat.recordings} of ${base.recordings} recordings`,
          observed: 'not called',
          from: stat.first,
        };
      }
    },
  },
  {
    id: 'call-method',
    says: 'A call is made with another method.',
    severity: 'note',
    advice: 'Clients differ; see which methods the server takes.',
    example: {
      before: [hello],
      after: [['POST /news?token=t1-abc', '200 {"code":0}']],
      finds: { severity: 'note', where: '/request/method' },
    },
    *endpoint({ base, next }) {
      for (const method of fresh(base.methods, next.methods))
        yield {
          severity: 'note',
          where: '/request/method',
          message: `is asked by ${method}, before by ${few(base.methods.keys())}`,
          baseline: few(base.methods.keys()),
          observed: method,
          from: base.first,
          at: next.methods.first(method),
          what: method,
        };
    },
  },
  {
    id: 'call-host',
    says: 'A call goes to another host.',
    severity: 'break where the host has no role in the table; note where it belongs to another family or age',
    advice: 'Take host names from the redirect of the login instead of making them up.',
    example: {
      before: [hello],
      after: [['GET https://new.shop.test/news?token=t1-abc', '200 {"code":0}']],
      finds: { severity: 'break', where: '/host' },
    },
    *run({ base, next, table }) {
      for (const [key, { count, first }] of next.strangers) {
        const foreign = foreignOf(key);
        const name = foreign && table.atPath(foreign.path)?.name;
        const before = name === undefined ? undefined : base.endpoints.get(name);
        if (!foreign || name === undefined || !before || base.strangers.has(key)) continue;
        yield {
          endpoint: name,
          severity: 'break',
          where: '/host',
          message: `is asked at ${foreign.host} ${times(count)}, a host outside the protocol; before at ${few(before.hosts.keys())}`,
          baseline: few(before.hosts.keys()),
          observed: foreign.host,
          from: before.first,
          at: first,
          what: foreign.host,
        };
      }
    },
    *endpoint({ base, next, pair }) {
      for (const host of fresh(base.hosts, next.hosts)) {
        const roles = pair.table.roles(host);
        const [known] = roles;
        const groups = [...new Set(roles.map(({ role, family, age }) => `${role} of ${family}, ${age}`))];
        yield {
          severity: roles.length === 0 ? 'break' : 'note',
          where: '/host',
          message: `is asked at ${host}, ${roles.length === 0 ? 'a host of no known role' : few(groups)}; before at ${few(base.hosts.keys())}`,
          baseline: few(base.hosts.keys()),
          observed: host,
          from: base.first,
          at: next.hosts.first(host),
          what: host,
          // The hosts of an account move together.
          ...(known && { event: `hosts of ${known.family}, ${known.age}` }),
        };
      }
    },
  },
  {
    id: 'call-retried',
    says: 'A request is sent again, which it never was.',
    severity: 'note',
    advice: 'See what the first answer was.',
    example: {
      before: visit,
      after: [...visit.slice(0, 2), enter, hello],
      finds: { severity: 'note', where: '/request' },
    },
    *endpoint({ base, next, name, pair }) {
      const count = pair.next.retries.count(name);
      if (count === 0 || pair.base.retries.has(name)) return;
      yield {
        severity: 'note',
        where: '/request',
        message: `is sent again with the same words ${times(count)}`,
        baseline: `never in ${base.calls} calls`,
        observed: `${count} of ${next.calls} calls`,
        from: base.first,
        at: pair.next.retries.first(name),
      };
    },
  },
];

/** Known calls that are gone, each with the stranger that looks like it. */
function* moved({ base, next, table }: Pair): Generator<{ name: string; path: string; key: string }> {
  const strangers = new Map(
    [...next.strangers].filter(([key]) => !base.strangers.has(key) && !foreignOf(key)),
  );
  const gone = new Map(
    [...base.endpoints.keys()]
      .filter((name) => !next.endpoints.has(name))
      .flatMap((name) => table.named(name) ?? [])
      .map((row) => [row.name, row.path]),
  );
  // The same name elsewhere comes before another name that is asked with the same words; each moves once.
  const isNamesake = (path: string, key: string): boolean =>
    lastStep(path) !== '' && lastStep(path) === lastStep(key);
  const isAlike = (name: string, asked: Tally): boolean => {
    const names = [...(base.endpoints.get(name)!.request.children.get('query')?.children.keys() ?? [])];
    const shared = names.filter((one) => asked.has(one)).length;
    return names.length > 1 && shared / Math.max(names.length, asked.size) > 0.7;
  };
  for (const isLike of [
    (_: string, path: string, key: string) => isNamesake(path, key),
    (name: string, _: string, key: string) => isAlike(name, strangers.get(key)!.names),
  ])
    for (const [name, path] of gone) {
      const key = [...strangers.keys()].find((one) => isLike(name, path, one));
      if (key === undefined) continue;
      strangers.delete(key);
      gone.delete(name);
      yield { name, path, key };
    }
}

const lastStep = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();

/** The new run came to every state that the baseline came to. */
function gotAsFar({ base, next }: Pair): boolean {
  return [...base.machines].every(([name, stat]) => {
    const other = next.machines.get(name);
    return stat.states.keys().every((state) => other?.states.has(state) === true);
  });
}
