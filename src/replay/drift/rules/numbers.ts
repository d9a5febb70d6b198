/** Rules on numbers: units, sizes, constants, counts. */
import { mostDistinct } from '../field-stat.ts';
import { isUsed } from '../use.ts';
import { called, effect, type Rule, severityOf } from './rule.ts';
import { both, filled, isRobbed, say } from './traits.ts';

/** Sizes that programs stumble over. */
const bounds = ['above-2^31', 'above-2^32', 'above-2^53'];

export const numberRules: readonly Rule[] = [
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
        const { base, next } = sides;
        const counted = base.count - base.traits.count('zero');
        const wasAll = counted > 0 && base.traits.count(was) >= counted;
        // Of numbers that are times in part, those that were are no more.
        const wasSome = base.traits.has(was) && !base.traits.has(is) && !next.traits.has(was);
        if (!(wasAll || wasSome) || !next.traits.has(is)) continue;
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
      // Where it is the list that lost its items, the list says so.
      const list = String(field.own.shape?.counts);
      const [was, is] = [field.parent.base.children.get(list), field.parent.next.children.get(list)];
      if (was && is && isRobbed(was, is) && is.traits.count('robbed') === off) return undefined;
      return say(field, 'count-off', {
        severity: field.side === 'request' ? 'note' : 'warn',
        message: `${called(field)} is not the length of ${String(field.own.shape?.counts ?? 'its list')} in ${off} of ${sides.next.count}`,
        baseline: 'the length of the list',
        observed: `another number in ${off} of ${sides.next.count}`,
      });
    },
  },
];

const unit = (name: string): string => (name === 'unix-s' ? 'seconds' : 'milliseconds');
