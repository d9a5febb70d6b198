/** Rules on the cookies that replies set. */
import type { Tally } from '../tally.ts';
import { isUsed } from '../use.ts';
import { few, fresh, type Rule } from './rule.ts';
import { hello, login } from './scripts.ts';

export const cookieRules: readonly Rule[] = [
  {
    id: 'cookie-missing',
    says: 'A cookie is no longer set.',
    severity: 'break where later requests send its value; warn otherwise',
    advice: 'See whether the body carries the value now.',
    example: {
      before: [
        ['POST /login {"name":"ann"}', '200 {"code":0,"token":"t1-abc"}', { 'Set-Cookie': 'seat=7; Path=/' }],
      ],
      after: [['POST /login {"name":"ann"}', '200 {"code":0,"token":"t1-abc"}']],
      finds: { severity: 'break', where: '/response/cookies/seat' },
    },
    *reply({ of, base, next }) {
      for (const [name, traits] of base.cookies) {
        if (next.cookies.has(name) || traits.count('set') < base.calls) continue;
        const use = of.pair.uses.cookie(of.row, name);
        const consumers = of.pair.consumers(use);
        yield {
          severity: isUsed(use) ? 'break' : 'warn',
          where: `/response/cookies/${name}`,
          message: `no longer sets the cookie ${name}${cookieEffect(consumers)}`,
          baseline: `set in ${traits.count('set')} of ${base.calls}`,
          observed: `set in 0 of ${next.calls}`,
          from: traits.first('set'),
          at: next.first,
          consumers,
        };
      }
    },
  },
  {
    id: 'cookie-new',
    says: 'A cookie that was never set before.',
    severity: 'note',
    advice: 'A client that keeps cookies sends it back by itself.',
    example: {
      before: login,
      after: [
        ['POST /login {"name":"ann"}', '200 {"code":0,"token":"t1-abc"}', { 'Set-Cookie': 'mood=7' }],
        hello,
      ],
      finds: { severity: 'note', where: '/response/cookies/mood' },
    },
    *reply({ base, next }) {
      for (const [name, traits] of next.cookies) {
        if (base.cookies.has(name)) continue;
        yield {
          severity: 'note',
          where: `/response/cookies/${name}`,
          message: `sets a new cookie, ${name}`,
          baseline: 'nothing',
          observed: `set in ${traits.count('set')} of ${next.calls}`,
          from: base.first,
          at: traits.first('set'),
        };
      }
    },
  },
  {
    id: 'cookie-attributes',
    says: 'A cookie has another scope, life or flag, or comes empty.',
    severity: 'break where a cookie that requests send comes empty or for another host; warn otherwise',
    advice: 'Keep cookies in a jar that obeys their attributes.',
    example: {
      before: [['POST /login {"name":"ann"}', '200 {"code":0}', { 'Set-Cookie': 'seat=7; Path=/; Secure' }]],
      after: [['POST /login {"name":"ann"}', '200 {"code":0}', { 'Set-Cookie': 'seat=7; Path=/' }]],
      finds: { severity: 'warn', where: '/response/cookies/seat' },
    },
    *reply({ of, base, next }) {
      for (const [name, before] of base.cookies) {
        const now = next.cookies.get(name);
        if (!now) continue;
        const isTold = (trait: string): boolean => !isLife(trait) || (tellsLife(before) && tellsLife(now));
        const come = fresh(before, now).filter(isTold);
        const gone = before
          .keys()
          .filter((trait) => before.count(trait) >= before.count('set') && !now.has(trait) && isTold(trait));
        if (come.length + gone.length === 0) continue;
        const use = of.pair.uses.cookie(of.row, name);
        const isCut =
          isUsed(use) &&
          come.some((trait) => trait === 'empty' || trait === 'domain foreign' || trait === 'life over');
        yield {
          severity: isCut ? 'break' : 'warn',
          where: `/response/cookies/${name}`,
          message: `sets the cookie ${name} otherwise: ${[...come.map((trait) => `now ${trait}`), ...gone.map((trait) => `not ${trait}`)].join(', ')}`,
          baseline: before.keys().join(', '),
          observed: now.keys().join(', '),
          from: before.first('set'),
          at: come.length > 0 ? now.first(come[0]!) : now.first('set'),
          what: [...come, ...gone].join(' '),
          ...(isCut && { consumers: of.pair.consumers(use) }),
        };
      }
    },
  },
];

/** A recording whose times were lost tells no lives. */
const isLife = (trait: string): boolean => trait.startsWith('life ');
const tellsLife = (traits: Tally): boolean => traits.keys().some(isLife);

function cookieEffect(consumers: readonly { endpoint: string }[]): string {
  const names = [...new Set(consumers.map(({ endpoint }) => endpoint))];
  return names.length > 0 ? `; needed by ${few(names)}` : '';
}
