/** Rules on how the values of fields look. */
import type { FieldStat } from '../field-stat.ts';
import { mostDistinct } from '../field-stat.ts';
import type { FieldPair } from '../pair.ts';
import { isUsed } from '../use.ts';
import { called, effect, type Found, few, losers, type Rule, severityOf } from './rule.ts';
import { hello, login } from './scripts.ts';

/** So many different values of one form make it the field's form. */
const enough = 4;
/** Markup and URLs are nobody's choice: fewer will do. */
const telling = /^(?:xml|xml-escaped|json|url|data-url)$/;
const enoughTelling = 2;
/** Sizes that programs stumble over. */
const bounds = ['above-2^31', 'above-2^32', 'above-2^53'];

const both = ({ base, next }: FieldPair): { base: FieldStat; next: FieldStat } | undefined =>
  base && next && base.count > 0 && next.count > 0 ? { base, next } : undefined;

/** Texts that are not empty. */
const filled = (stat: FieldStat): number => stat.types.count('string') - stat.traits.count('empty');

/** A value that means something only where it is there: an id, a key, a state. */
const isVital = ({ own }: FieldPair): boolean =>
  own.feeds.length > 0 || own.state || typeof own.shape?.pattern === 'string';

/** How often a value was empty: no text, no items, or a count of none where the flow needs some. */
function empties({ own }: FieldPair, stat: FieldStat): number {
  const isNeededCount = own.state && typeof own.shape?.counts === 'string';
  return stat.traits.count(isNeededCount ? 'zero' : 'empty');
}

function wording(stat: FieldStat, prefix: string): string[] {
  const start = `${prefix} `;
  return stat.traits.keys().flatMap((key) => (key.startsWith(start) ? key.slice(start.length) : []));
}

/** Traits of one sort that the baseline never showed, where it showed some. */
function fresh(pair: FieldPair, prefix: string): { now: string[]; before: string[] } | undefined {
  const sides = both(pair);
  if (!sides) return undefined;
  const before = wording(sides.base, prefix);
  const now = wording(sides.next, prefix).filter((word) => !before.includes(word));
  return now.length > 0 ? { now, before } : undefined;
}

function say(
  field: FieldPair,
  trait: string,
  more: Pick<Found, 'severity' | 'message' | 'baseline' | 'observed'>,
): Found {
  return {
    where: field.where,
    from: field.base?.first,
    at: field.next?.traits.first(trait) ?? field.next?.first,
    ...losers(field),
    ...more,
  };
}

export const valueRules: readonly Rule[] = [
  {
    id: 'field-emptied',
    says: 'A field that always had a value comes empty.',
    severity: 'as field-missing',
    advice: 'Keep the old value where the new one is empty, and find out where it comes from now.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 {"code":0,"token":""}'], hello],
      finds: { severity: 'break', where: '/response/body/token' },
    },
    field(field) {
      const sides = both(field);
      if (!sides || field.name === '*' || field.own.counted) return undefined;
      const { base, next } = sides;
      const [was, is] = [empties(field, base), empties(field, next)];
      if (was > 0 || is === 0) return undefined;
      const isSure =
        field.own.feeds.length > 0 || field.own.state
          ? true
          : isVital(field)
            ? is === next.count
            : is === next.count && is >= 3 && base.count >= 5 && base.distinct >= enough;
      if (!isSure) return undefined;
      return say(field, next.traits.has('empty') ? 'empty' : 'zero', {
        severity: severityOf(field),
        message: `${called(field)} is empty${is < next.count ? ` in ${is} of ${next.count}` : ''}${effect(field)}`,
        baseline: `never empty in ${base.count}`,
        observed: `empty in ${is} of ${next.count}`,
      });
    },
  },
  {
    id: 'field-reformatted',
    says: 'A text has not the form that it always had: that of the table, or one that was learned.',
    severity: 'as field-missing',
    advice: 'Look at the new form before you take the value apart.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 {"code":0,"token":"#t1#"}'], hello],
      finds: { severity: 'break', where: '/response/body/token' },
    },
    field(field) {
      const sides = both(field);
      if (!sides) return undefined;
      const { base, next } = sides;
      const misfits = next.traits.count('misfit');
      const isConstant = field.side === 'request' && base.types.size > 0 && filled(base) === 0;
      if (misfits > 0 && base.traits.count('misfit') === 0 && (filled(base) > 0 || isConstant))
        return say(field, 'misfit', {
          severity: severityOf(field),
          message: `${called(field)} has another form in ${misfits} of ${next.count}${effect(field)}`,
          baseline: 'as the table says',
          observed: 'otherwise',
        });
      // What comes back as it was sent has the form that the client gave it.
      const isEcho = base.echoes > 0 && base.echoes >= base.count;
      const lost = isEcho ? undefined : lostForm(base, next);
      if (lost === undefined) return undefined;
      return {
        ...say(field, '', {
          severity: severityOf(field),
          message: `${called(field)} was always ${lost.form}, and is not now${effect(field)}`,
          baseline: lost.form,
          observed: lost.now,
        }),
        at: lost.at ?? next.first,
        what: lost.form,
      };
    },
  },
  {
    id: 'field-reencoded',
    says: 'A value is percent-encoded more or less often than before.',
    severity: 'as field-missing',
    advice: 'Decode or encode it once more, or once less, before it is sent on.',
    example: {
      before: [['POST /login {"name":"ann"}', '200 {"code":0,"token":"a%2Fb"}'], hello],
      after: [['POST /login {"name":"ann"}', '200 {"code":0,"token":"a%252Fb"}'], hello],
      finds: { severity: 'break', where: '/response/body/token' },
    },
    field(field) {
      const found = fresh(field, 'encoded');
      if (!found || found.before.length === 0) return undefined;
      return say(field, `encoded ${found.now[0]}`, {
        severity: severityOf(field),
        message: `${called(field)} is percent-encoded ${found.now.join(' or ')} times, was ${found.before.join(' or ')}${effect(field)}`,
        baseline: `${found.before.join(' or ')} times`,
        observed: `${found.now.join(' or ')} times`,
      });
    },
  },
  {
    id: 'field-charset',
    says: 'Markup inside a field declares another character set.',
    severity: 'as field-missing',
    advice: 'Do not believe the declaration: the text is already decoded.',
    example: {
      before: [['POST /login {"name":"ann"}', '200 {"code":0,"token":"<a/>"}'], hello],
      after: [
        [
          'POST /login {"name":"ann"}',
          '200 {"code":0,"token":"<?xml version=\\"1.0\\" encoding=\\"gbk\\"?><a/>"}',
        ],
        hello,
      ],
      finds: { severity: 'break', where: '/response/body/token' },
    },
    field(field) {
      const sides = both(field);
      const found = fresh(field, 'charset');
      const strange = found?.now.filter((name) => !/^utf-?8$/.test(name)) ?? [];
      if (!sides || strange.length === 0) return undefined;
      return say(field, `charset ${strange[0]}`, {
        severity: severityOf(field),
        message: `${called(field)} holds XML that declares ${few(strange)}${effect(field)}`,
        baseline: found!.before.join(', ') || 'no other character set',
        observed: strange.join(', '),
      });
    },
  },
  {
    id: 'field-unit',
    says: 'A time changed between seconds and milliseconds.',
    severity: 'as field-missing',
    advice: 'Tell the unit by the size of the number.',
    example: {
      before: [['GET /news?token=t1-abc', '200 {"code":0,"time":1772352000}']],
      after: [['GET /news?token=t1-abc', '200 {"code":0,"time":1772352000000}']],
      finds: { severity: 'warn', where: '/response/body/time' },
    },
    field(field) {
      const sides = both(field);
      if (!sides) return undefined;
      for (const [was, is] of [
        ['unix-s', 'unix-ms'],
        ['unix-ms', 'unix-s'],
      ] as const) {
        const counted = sides.base.count - sides.base.traits.count('zero');
        if (counted === 0 || sides.base.traits.count(was) < counted || !sides.next.traits.has(is)) continue;
        return say(field, is, {
          severity: severityOf(field),
          message: `${called(field)} is in ${unit(is)}, was in ${unit(was)}${effect(field)}`,
          baseline: unit(was),
          observed: unit(is),
        });
      }
      return undefined;
    },
  },
  {
    id: 'field-range',
    says: 'A number is larger than any before, beyond what 31, 32 or 53 bits hold.',
    severity: 'note',
    advice: 'Keep it in a type that is wide enough.',
    example: {
      before: [['GET /news?token=t1-abc', '200 {"code":0,"time":7}']],
      after: [['GET /news?token=t1-abc', '200 {"code":0,"time":3000000000}']],
      finds: { severity: 'note', where: '/response/body/time' },
    },
    field(field) {
      const sides = both(field);
      if (!sides || field.side === 'request') return undefined;
      const { base, next } = sides;
      if (base.traits.count('zero') === base.count || /unix/.test(next.traits.keys().join(' ')))
        return undefined;
      const bound = bounds.findLast((name) => next.traits.has(name) && !base.traits.has(name));
      if (bound === undefined) return undefined;
      return say(field, bound, {
        severity: 'note',
        message: `${called(field)} is ${bound.replace('-', ' ')}, which no value was before`,
        baseline: bounds.findLast((name) => base.traits.has(name))?.replace('-', ' ') ?? 'below 2^31',
        observed: bound.replace('-', ' '),
      });
    },
  },
  {
    id: 'field-constant',
    says: 'A value that was always one and the same differs, or one that always differed does not.',
    severity: 'note',
    advice: 'See whether a client relies on it.',
    example: {
      before: [
        ['GET /news?token=t1-abc', '200 {"code":0,"more":0}'],
        ['GET /news?token=t1-abc', '200 {"code":0,"more":0}'],
      ],
      after: [['GET /news?token=t1-abc', '200 {"code":0,"more":3}']],
      finds: { severity: 'note', where: '/response/body/more' },
    },
    field(field) {
      const sides = both(field);
      if (!sides || field.side === 'request' || !isUsed(field.own)) return undefined;
      const { base, next } = sides;
      const [was, is] = [base.traits.count('zero'), next.traits.count('zero')];
      const isCount = typeof field.own.shape?.counts === 'string';
      if (
        base.values.size === 0 &&
        !isCount &&
        base.types.has('integer') &&
        was === base.count &&
        is < next.count
      )
        return say(field, '', {
          severity: 'note',
          message: `${called(field)} was always 0, and is not now`,
          baseline: `0 in ${base.count}`,
          observed: `another value in ${next.count - is} of ${next.count}`,
        });
      const isFrozen =
        field.own.feeds.length > 0 &&
        filled(next) >= mostDistinct &&
        base.distinct >= mostDistinct &&
        next.distinct === 1;
      if (!isFrozen || filled(base) < mostDistinct) return undefined;
      return say(field, '', {
        severity: 'note',
        message: `${called(field)} always differed, and is now one and the same`,
        baseline: `${mostDistinct} values and more`,
        observed: `one value in ${next.count}`,
      });
    },
  },
  {
    id: 'field-count',
    says: 'A count is not the length of its list.',
    severity: 'warn',
    advice: 'Trust the list, not the count.',
    example: {
      before: [['GET /news?token=t1-abc', '200 {"code":0,"count":1,"items":[{"kind":1,"text":"x"}]}']],
      after: [['GET /news?token=t1-abc', '200 {"code":0,"count":2,"items":[{"kind":1,"text":"x"}]}']],
      finds: { severity: 'warn', where: '/response/body/count' },
    },
    field(field) {
      const sides = both(field);
      const off = sides?.next.traits.count('count-off') ?? 0;
      if (!sides || off === 0 || sides.base.traits.has('count-off')) return undefined;
      return say(field, 'count-off', {
        severity: field.side === 'request' ? 'note' : 'warn',
        message: `${called(field)} is not the length of ${String(field.own.shape?.counts ?? 'its list')} in ${off} of ${sides.next.count}`,
        baseline: 'the length of the list',
        observed: `another number in ${off} of ${sides.next.count}`,
      });
    },
  },
  {
    id: 'field-value',
    says: 'A value that the protocol lists, or a sentence of the server, that was never seen before.',
    severity: 'note',
    advice: 'See that a client knows it.',
    example: {
      before: [['GET /news?token=t1-abc', '200 {"code":0,"sort":"a"}']],
      after: [['GET /news?token=t1-abc', '200 {"code":0,"sort":"b"}']],
      finds: { severity: 'note', where: '/response/body/sort' },
    },
    field(field) {
      const sides = both(field);
      // Result codes have a rule of their own.
      if (!sides || field.side === 'request' || `/response/body${field.of.row?.code?.at}` === field.where)
        return undefined;
      const { base, next } = sides;
      const values =
        base.values.size === 0 ? [] : next.values.keys().filter((value) => !base.values.has(value));
      if (values.length > 0)
        return {
          ...say(field, '', {
            severity: 'note',
            message: `${called(field)} is ${few(values)}, never seen before`,
            baseline: few(base.values.keys()),
            observed: few(values),
          }),
          at: next.values.first(values[0]!),
          what: values.join(' '),
        };
      const words = fresh(field, 'wording');
      if (!words) return undefined;
      return say(field, `wording ${words.now[0]}`, {
        severity: 'note',
        message: `${called(field)} has a wording never seen before: ${few(words.now)}`,
        baseline: few(words.before) || 'none that is known',
        observed: few(words.now),
      });
    },
  },
  {
    id: 'field-host',
    says: 'A URL in a reply leads to another host of the protocol, or its query has other names.',
    severity: 'break where the flow goes on at a host that is nobody’s; note otherwise',
    advice: 'Follow the URL instead of making it up.',
    example: {
      before: [['GET /news?token=t1-abc', '200 {"code":0,"link":"https://shop.test/a"}']],
      after: [['GET /news?token=t1-abc', '200 {"code":0,"link":"https://www.shop.test/a"}']],
      finds: { severity: 'note', where: '/response/body/link' },
    },
    field(field) {
      const { table } = field.of.pair;
      const hosts = fresh(field, 'host');
      if (hosts && hosts.before.length > 0) {
        const isLost = hosts.now.some((host) => table.roles(host).length === 0);
        const isNews = field.own.feeds.length > 0 || hosts.now.some((host) => host !== 'elsewhere');
        if (isNews && field.side === 'response')
          return say(field, `host ${hosts.now[0]}`, {
            severity: isLost && field.own.feeds.length > 0 ? 'break' : 'note',
            message: `${called(field)} leads to ${few(hosts.now)}, led to ${few(hosts.before)}`,
            baseline: few(hosts.before),
            observed: few(hosts.now),
          });
      }
      const names = fresh(field, 'names');
      if (!names || names.before.length === 0) return undefined;
      return say(field, `names ${names.now[0]}`, {
        severity: 'note',
        message: `${called(field)} has ${few(names.now)} in its query, which is new`,
        baseline: few(names.before),
        observed: few(names.now),
      });
    },
  },
];

const unit = (name: string): string => (name === 'unix-s' ? 'seconds' : 'milliseconds');

/** A form that every text had before, and one text has not now. */
function lostForm(
  base: FieldStat,
  next: FieldStat,
): { form: string; now: string; at: ReturnType<FieldStat['forms']['first']> } | undefined {
  const signatures = base.forms.keys().map((key) => key.split(' '));
  const always = (signatures[0] ?? []).filter(
    (form) => form !== '' && signatures.every((all) => all.includes(form)),
  );
  for (const form of always) {
    if (base.distinct < (telling.test(form) ? enoughTelling : enough)) continue;
    const strange = next.forms.keys().find((key) => !key.split(' ').includes(form));
    if (strange !== undefined)
      return { form, now: strange || 'none in particular', at: next.forms.first(strange) };
  }
  return undefined;
}
