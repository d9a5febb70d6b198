/** Rules on URLs in replies: where they lead, what they bring. */
import type { FieldPair } from '../pair.ts';
import { unused } from '../use.ts';
import { called, few, type Rule } from './rule.ts';
import { both, filled, freshTraits, say, wording } from './traits.ts';

export const urlRules: readonly Rule[] = [
  {
    id: 'field-host',
    says: 'A URL in a reply leads to another host of the protocol, or its query has other names.',
    severity:
      'break where the flow goes on at a host that is nobody’s, or where a request needs what the query lacks; note otherwise',
    advice: 'Follow the URL instead of making it up.',
    example: {
      before: [['GET /news?token=t1-abc', '200 {"code":0,"link":"https://shop.test/a"}']],
      after: [['GET /news?token=t1-abc', '200 {"code":0,"link":"https://www.shop.test/a"}']],
      finds: { severity: 'note', where: '/response/body/link' },
    },
    field(field) {
      const { table } = field.of.pair;
      const hosts = hostsOf(field);
      const names = field.side === 'response' || !hosts ? freshTraits(field, 'names') : undefined;
      const news = names && names.before.length > 0 ? names : undefined;
      const gone = lostNames(field);
      const [change] = [hosts, news, gone].filter((one) => one !== undefined);
      if (!change) return undefined;
      const isLost = hosts?.now.some((host) => table.roles(host).length === 0) && field.own.feeds.length > 0;
      const consumers = field.of.pair.consumers({ ...unused, feeds: derivedKeys(field, gone?.names ?? []) });
      const said = [
        hosts && `leads to ${few(hosts.now)}, led to ${few(hosts.before)}`,
        news && `has ${few(news.now)} in its query, which is new`,
        gone && `lacks ${few(gone.names)} in its query${sentBy(consumers)}`,
      ];
      const first = hosts ? `host ${hosts.now[0]}` : `names ${news?.now[0]}`;
      return {
        ...say(field, first, {
          severity: isLost || consumers.length > 0 ? 'break' : 'note',
          message: `${called(field)} ${said.filter((one) => one !== undefined).join('; ')}`,
          baseline: few(change.before),
          observed: few(change.now),
        }),
        ...(consumers.length > 0 && { consumers }),
      };
    },
  },
];

/** Hosts of the protocol that a URL never led to, and of others where the flow goes on at it. */
function hostsOf(field: FieldPair): { now: string[]; before: string[] } | undefined {
  const hosts = field.side === 'response' ? freshTraits(field, 'host') : undefined;
  if (!hosts || hosts.before.length === 0) return undefined;
  const isNews = field.own.feeds.length > 0 || hosts.now.some((host) => host !== 'elsewhere');
  return isNews ? hosts : undefined;
}

/** Names that the query of a URL always had and has no more, where the flow goes on at it. */
function lostNames(field: FieldPair): { names: string[]; now: string[]; before: string[] } | undefined {
  const sides = both(field);
  // Of a URL that came under another name nobody knows that the flow goes on there.
  if (!sides || field.side !== 'response' || field.own.feeds.length === 0 || field.renamedTo !== undefined)
    return undefined;
  const [before, now] = [wording(sides.base, 'names'), wording(sides.next, 'names')];
  const names = before.filter(
    (name) => !now.includes(name) && sides.base.traits.count(`names ${name}`) >= filled(sides.base),
  );
  return names.length > 0 && filled(sides.next) > 0 ? { names, now, before } : undefined;
}

/** Session values that the protocol takes out of the URL by these names. */
function derivedKeys({ of, own }: FieldPair, names: readonly string[]): string[] {
  const url = `https://host/?${names.map((name) => `${name}=x`).join('&')}`;
  const fed = Object.fromEntries(own.feeds.map((key) => [key, url]));
  const session: Record<string, unknown> = { ...fed };
  of.pair.protocol.derive(session);
  return Object.keys(session).filter((key) => !Object.hasOwn(fed, key));
}

const sentBy = (consumers: readonly { endpoint: string }[]): string =>
  consumers.length > 0 ? `; needed by ${few([...new Set(consumers.map(({ endpoint }) => endpoint))])}` : '';
