/** Rules on how the values of fields look. */
import type { FieldStat } from '../field-stat.ts';
import type { FieldPair } from '../pair.ts';
import { called, effect, type Found, few, type Rule, severityOf } from './rule.ts';
import { hello, login } from './scripts.ts';
import { both, filled, freshTraits, isRobbed, say } from './traits.ts';

/** So many different values of one form make it the field's form. */
const enough = 4;
/** Markup and URLs are nobody's choice: fewer will do. */
const telling = /^(?:xml|xml-escaped|json|url|data-url)$/;
const enoughTelling = 2;
/** A value that came empty now and then comes empty every time by accident with this probability. */
const unlikely = 0.01;
/** A value that means something only where it is there: an id, a key, a state. */
const isVital = ({ own }: FieldPair): boolean =>
  own.feeds.length > 0 || own.state || typeof own.shape?.pattern === 'string';

/** How often a value was empty: no text, no items, a number of nobody, or a count of none where the flow needs some. */
const empties = (field: FieldPair, stat: FieldStat): number =>
  stat.traits.count(isNeededCount(field) || isNumberSent(field) ? 'zero' : 'empty');

const isNeededCount = ({ own }: FieldPair): boolean => own.state && typeof own.shape?.counts === 'string';
const isNumberSent = ({ own, base }: FieldPair): boolean =>
  own.feeds.length > 0 &&
  own.shape?.counts === undefined &&
  base?.types.size === 1 &&
  base.types.has('integer');

/** Whether so many empty values are no accident, where some were empty before, or none. */
function isEmptied(field: FieldPair, base: FieldStat, next: FieldStat): boolean {
  const [was, is] = [empties(field, base), empties(field, next)];
  const isAll = is === next.count;
  if (is === 0) return false;
  if (was > 0) {
    const share = was / base.count;
    const isWanted = isVital(field) || field.of.pair.consumers(field.own).length > 0;
    const isMostlyFull = share < 0.5 && isWanted && field.own.shape?.unlessEmpty === undefined;
    return isAll && isMostlyFull && share ** next.count < unlikely;
  }
  if (field.own.feeds.length > 0 || field.own.state) return isAll || !isNumberSent(field);
  if (isVital(field)) return isAll;
  return isAll && is >= 3 && base.count >= 5 && base.distinct >= enough;
}

export const valueRules: readonly Rule[] = [
  {
    id: 'field-emptied',
    says: 'A field that always had a value comes empty.',
    severity: 'as field-missing',
    advice:
      'Do not take an empty value for a new one; find out when it comes empty, and where it is told now.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 {"code":0,"token":""}'], hello],
      finds: { severity: 'break', where: '/response/body/token' },
    },
    field(field) {
      const sides = both(field);
      if (!sides || field.name === '*') return undefined;
      const { base, next } = sides;
      if (field.own.counted) return robbedOf(field, base, next);
      if (!isEmptied(field, base, next)) return undefined;
      const [was, is] = [empties(field, base), empties(field, next)];
      return say(field, next.traits.has('empty') ? 'empty' : 'zero', {
        severity: severityOf(field),
        message: `${isNeededCount(field) ? `${parentOf(field)} has nothing in it` : `${called(field)} is empty`}${is < next.count ? ` in ${is} of ${next.count}` : ''}${effect(field)}`,
        baseline: was === 0 ? `never empty in ${base.count}` : `empty in ${was} of ${base.count}`,
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
      // A value that is encoded otherwise fits no pattern either: that is said once, by the other rule.
      const misfits = reencoded(field) ? 0 : next.traits.count('misfit');
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
      const lost = isEcho || isFree(field) ? undefined : lostForm(base, next);
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
      const found = reencoded(field);
      if (!found) return undefined;
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
      const found = freshTraits(field, 'charset');
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
      const words = freshTraits(field, 'wording');
      if (!words) return undefined;
      return say(field, `wording ${words.now[0]}`, {
        severity: 'note',
        message: `${called(field)} has a wording never seen before: ${few(words.now)}`,
        baseline: few(words.before) || 'none that is known',
        observed: few(words.now),
      });
    },
  },
];

/** A list that has nothing in it, though the count beside it says that it has. */
function robbedOf(field: FieldPair, base: FieldStat, next: FieldStat): Found | undefined {
  if (!isRobbed(base, next)) return undefined;
  const count = next.traits.count('robbed');
  return say(field, 'robbed', {
    severity: severityOf(field),
    message: `${called(field)} has nothing in it${count < next.count ? ` in ${count} of ${next.count}` : ''}, whatever its count says${effect(field)}`,
    baseline: 'as many as the count says',
    observed: `empty in ${count} of ${next.count}`,
  });
}

/** Depths of percent-encoding that never came before, where any was seen. */
function reencoded(field: FieldPair): ReturnType<typeof freshTraits> {
  const found = freshTraits(field, 'encoded');
  return found && found.before.length > 0 ? found : undefined;
}

const parentOf = ({ where }: FieldPair): string => where.split('/').at(-2) ?? '';

/** What people write has the form that they please. */
const isFree = ({ of, own, kind, name }: FieldPair): boolean =>
  own.shape?.free === true || of.pair.protocol.messages.some((row) => row.kind === kind && row.free === name);

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
