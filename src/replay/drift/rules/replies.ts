/** Rules on what comes back from an endpoint: status, kind of body, codes. */
import type { Severity } from '../finding.ts';
import type { EndpointPair } from '../pair.ts';
import { isUsed } from '../use.ts';
import { type Found, few, fresh, type Rule, times } from './rule.ts';
import { hello, login } from './scripts.ts';
import { failureText, kindWords } from './words.ts';

const classOf = (status: string): string => status.charAt(0);

/** Statuses that the row lists as variants of a good reply. */
const listed = ({ row }: EndpointPair): readonly string[] => (row?.reply.statuses ?? [200]).map(String);

/** Somebody looks at what it answers. */
const matters = ({ row, pair }: EndpointPair): boolean =>
  row !== undefined &&
  (row.code !== undefined || row.events !== undefined || isUsed(pair.uses.reply(row, '')));

/** Every answer lacks the data that later requests send, and no redirect says that they come elsewhere. */
const isStarved = ({ base, next, row, pair }: EndpointPair): boolean =>
  row !== undefined &&
  pair.uses.reply(row, '').feeds.length > 0 &&
  base.kinds.has(row.reply.codec) &&
  !next.kinds.has(row.reply.codec) &&
  next.statuses.keys().every((status) => classOf(status) === '2');

/** The flow goes on, or ends, where its redirect leads. */
const goesOn = ({ row }: EndpointPair): boolean =>
  row?.machine !== undefined || row?.reply.leadsTo !== undefined;

export const replyRules: readonly Rule[] = [
  {
    id: 'reply-failed',
    says: 'Nobody answers any more.',
    severity: 'break where every call failed, or what came is no HTTP; note where some failed',
    advice: 'See whether the host still exists and the network lets you through, then what it sends.',
    example: {
      before: [hello],
      after: [['GET /news?token=t1-abc', 'dns']],
      finds: { severity: 'break', where: '/response/status' },
    },
    *endpoint(pair) {
      const { base, next } = pair;
      const causes = fresh(base.failures, next.failures).filter(
        (cause) => !/^(?:aborted|blocked|pending)$/.test(cause),
      );
      if (causes.length === 0) return;
      // Bytes that are no HTTP come from the server, whatever the network does.
      const isGarbage = causes.includes('protocol');
      const isAll = next.failures.total === next.calls && base.failures.total < base.calls;
      yield {
        severity: isAll || isGarbage ? 'break' : 'note',
        where: '/response/status',
        message: `got no reply ${isAll ? 'at all' : times(next.failures.total)}: ${few(causes.map(failureText))}`,
        baseline: `${base.calls - base.failures.total} of ${base.calls} answered`,
        observed: `${next.calls - next.failures.total} of ${next.calls} answered`,
        from: base.first,
        at: next.failures.first(causes[0]!),
        what: 'failed',
      };
    },
  },
  {
    id: 'reply-status',
    says: 'An HTTP status that never came before.',
    severity:
      'break where its class is another and the table does not list it; note where the table lists it; warn otherwise',
    advice: 'Look at the body and the headers of that reply.',
    example: {
      before: [hello],
      after: [['GET /news?token=t1-abc', '503 {}']],
      finds: { severity: 'break', where: '/response/status' },
    },
    *endpoint(pair) {
      const { base, next } = pair;
      for (const status of fresh(base.statuses, next.statuses)) {
        const isListed = listed(pair).includes(status);
        const isSameClass = base.statuses.keys().some((known) => classOf(known) === classOf(status));
        // That there is no content is said of the body.
        const isOtherKind = fresh(base.kinds, next.kinds).length > 0;
        const severity: Severity = isListed ? 'note' : !isSameClass ? 'break' : isOtherKind ? 'note' : 'warn';
        const count = next.statuses.count(status);
        yield {
          severity,
          where: '/response/status',
          message: `answered ${status} in ${count} of ${next.calls} calls; before, ${few(base.statuses.keys()) || 'nothing'}`,
          baseline: few(base.statuses.keys()),
          observed: `${status} in ${count} of ${next.calls}`,
          from: base.first,
          at: next.statuses.first(status),
          what: status,
        };
      }
    },
  },
  {
    id: 'reply-location',
    says: 'A redirect leads to another kind of place, or nowhere.',
    severity:
      'break where the flow goes on at a host that is nobody’s; note where the table lists the redirect; warn otherwise',
    advice: 'Follow the redirect instead of making its target up.',
    example: {
      before: [['POST /out', '302', { Location: '/bye' }]],
      after: [['POST /out', '302', { Location: '/hello' }]],
      finds: { severity: 'note', where: '/response/headers/location' },
    },
    *endpoint(pair) {
      const { base, next } = pair;
      if (base.locations.size === 0) return;
      for (const location of fresh(base.locations, next.locations)) {
        const isListed = listed(pair).some((status) => classOf(status) === '3');
        // The flow would go on at a host that is nobody's.
        const isLost = location === 'elsewhere' && goesOn(pair);
        yield {
          severity: isLost ? 'break' : isListed ? 'note' : 'warn',
          where: '/response/headers/location',
          message: location === 'none' ? 'redirects without a Location' : `redirects to ${location}`,
          baseline: few(base.locations.keys()),
          observed: location,
          from: base.locations.first(base.locations.keys()[0]!),
          at: next.locations.first(location),
          what: location,
        };
      }
    },
  },
  {
    id: 'reply-kind',
    says: 'A body of another kind than ever before, as a web page where data was due.',
    severity: 'break where anybody reads the body; warn otherwise',
    advice: 'Read the page: it often says in words why.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 <html><body>Closed for today</body></html>'], hello],
      finds: { severity: 'break', where: '/response/body' },
    },
    *endpoint(pair) {
      const { base, next, row } = pair;
      if (base.kinds.size === 0) return;
      for (const kind of fresh(base.kinds, next.kinds)) {
        const isVariant = row?.reply.also?.includes(kind) === true || kind === row?.reply.codec;
        const count = next.kinds.count(kind);
        yield {
          severity: isVariant && !isStarved(pair) ? 'note' : matters(pair) ? 'break' : 'warn',
          where: '/response/body',
          message: `answered with ${kindWords[kind] ?? kind} where ${kindWords[row?.reply.codec ?? ''] ?? 'data'} was due, ${times(count)}`,
          baseline: few(base.kinds.keys()),
          observed: `${kind} in ${count} of ${next.kinds.total}`,
          from: base.first,
          at: next.kinds.first(kind),
          what: kind,
        };
      }
    },
  },
  {
    id: 'reply-type',
    says: 'Another Content-Type, or another charset in it.',
    severity: 'warn; note for files',
    advice: 'Go by the body, not by its label.',
    example: {
      before: [hello],
      after: [['GET /news?token=t1-abc', '200 {"code":0}', { 'Content-Type': 'text/plain' }]],
      finds: { severity: 'warn', where: '/response/headers/content-type' },
    },
    *endpoint(pair) {
      const { base, next, row } = pair;
      const types = base.contentTypes.size === 0 ? [] : fresh(base.contentTypes, next.contentTypes);
      const charsets = fresh(base.charsets, next.charsets).filter(
        // Where none was named, UTF-8 was meant.
        (name) => base.charsets.size > 0 || (base.contentTypes.size > 0 && !/^utf-?8$/.test(name)),
      );
      const [type] = types;
      const [charset] = charsets;
      if (type === undefined && charset === undefined) return;
      // The kind of body says it already.
      if (fresh(base.kinds, next.kinds).length > 0) return;
      const before = type === undefined ? base.charsets : base.contentTypes;
      yield {
        severity: row?.reply.codec === 'bytes' ? 'note' : 'warn',
        where: '/response/headers/content-type',
        message: `is called ${type ?? `charset ${charset}`}, before ${few(before.keys()) || 'none'}`,
        baseline: few(before.keys()) || 'none',
        observed: few(type === undefined ? charsets : types),
        from: before.size > 0 ? before.first(before.keys()[0]!) : base.first,
        at: type === undefined ? next.charsets.first(charset!) : next.contentTypes.first(type),
        what: type ?? charset!,
      };
    },
  },
  {
    id: 'reply-code',
    says: 'A result code that was never seen before.',
    severity: 'break where the table does not know it; note where it does',
    advice: 'Look up what the code means, and what clients do on it.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 {"code":4711}']],
      finds: { severity: 'break', where: '/response/body/code' },
    },
    *endpoint({ base, next, row }) {
      if (!row?.code || base.codes.size === 0) return;
      const { at, codes } = row.code;
      for (const code of fresh(base.codes, next.codes)) {
        const known = Object.hasOwn(codes, code) ? codes[code] : undefined;
        const count = next.codes.count(code);
        yield {
          severity: known ? 'note' : 'break',
          where: `/response/body${at}`,
          message: `answered ${code} (${known?.says ?? 'a code that nobody knows'}) ${times(count)}, which it never did`,
          baseline: few(base.codes.keys()),
          observed: `${code} in ${count} of ${next.codes.total}`,
          from: base.codes.first(base.codes.keys()[0]!),
          at: next.codes.first(code),
          what: code,
        };
      }
    },
  },
  {
    id: 'message-kind',
    says: 'A kind of message that never came before.',
    severity: 'note; break where the kind is no number any more',
    advice: 'See what the decoder makes of it.',
    example: {
      before: [['GET /news?token=t1-abc', '200 {"code":0,"items":[{"kind":1,"text":"x"}]}']],
      after: [['GET /news?token=t1-abc', '200 {"code":0,"items":[{"kind":2,"text":"x"}]}']],
      finds: { severity: 'note', where: '/response/body/items/*/kind' },
    },
    kind({ of, where, key, parent }): Found {
      const parts = key.split(' ');
      const isSeen = (part: string): boolean =>
        [...parent.base.variants.keys()].some((known) => known.split(' ').includes(part));
      const part = parts.find((one) => !isSeen(one)) ?? parts.at(-1)!;
      const [name = '', value = ''] = part.split('=');
      const kind = of.pair.kinds.nameOf(key);
      const stat = parent.next.variants.get(key)!;
      // A kind that is no number any more is none.
      return {
        severity: value === '?' ? 'break' : 'note',
        where: `${where}/${name}`,
        message: `${name} ${value} came ${times(stat.objects)}${kind === undefined ? ', which nobody knows' : `: ${kind}`}`,
        baseline: few([...parent.base.variants.keys()].sort()),
        observed: key,
        from: parent.base.first,
        at: stat.first,
        what: key,
      };
    },
  },
];
