/** Rules on the presence and the type of fields. */
import { called, effect, losers, type Rule, severityOf, times } from './rule.ts';
import { hello, login } from './scripts.ts';

/** A field that comes and goes is missed where it would have come with this probability. */
const unlikely = 0.01;

const typesOf = (keys: readonly string[]): string => keys.join(' or ');

export const fieldRules: readonly Rule[] = [
  {
    id: 'field-missing',
    says: 'A field that every reply had is gone, or comes no longer in all of them.',
    severity: 'break where a later request, a state or an event needs it; warn otherwise; note in a request',
    advice: 'Read the value from where it comes now, or do without it.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 {"code":0}'], hello],
      finds: { severity: 'break', where: '/response/body/token' },
    },
    field(field) {
      const { base, next, parent, renamedTo, side, own } = field;
      if (!base || base.count === 0 || renamedTo !== undefined || own.shape?.sometimes) return undefined;
      const seen = next?.count ?? 0;
      const asked = parent.next.objects;
      if (asked === 0 || seen >= asked) return undefined;
      const share = base.count / parent.base.objects;
      const isSure = share >= 1 || (seen === 0 && (1 - share) ** asked < unlikely);
      // A client that leaves something out now and then is no news; nor is one call of many.
      if (!isSure || (side === 'request' && seen > 0)) return undefined;
      const often = seen === 0 ? 'is missing' : `is missing from ${asked - seen} of ${asked}`;
      const verb = side === 'request' ? 'is no longer sent' : often;
      return {
        severity: severityOf(field),
        where: field.where,
        message: `${called(field)} ${verb}${effect(field)}`,
        baseline: `there in ${base.count} of ${parent.base.objects}`,
        observed: `there in ${seen} of ${asked}`,
        from: base.first,
        at: next?.lacked ?? parent.next.types.first('object'),
        ...losers(field),
      };
    },
  },
  {
    id: 'field-renamed',
    says: 'A field is gone and one of the same look came in its place.',
    severity: 'as field-missing',
    advice: 'Read the value by its new name.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 {"code":0,"token_id":"t1-abc"}'], hello],
      finds: { severity: 'break', where: '/response/body/token' },
    },
    field(field) {
      const { base, next, renamedTo } = field;
      if (renamedTo === undefined) return undefined;
      return {
        severity: severityOf(field),
        where: field.where,
        message: `${called(field)} seems to be called ${renamedTo} now${effect(field)}`,
        baseline: field.name,
        observed: renamedTo,
        from: base?.first,
        at: next?.first,
        what: renamedTo,
        ...losers(field),
      };
    },
  },
  {
    id: 'field-new',
    says: 'A field that no reply had before.',
    severity: 'note',
    advice: 'Nothing has to be done; it may be worth a look.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 {"code":0,"token":"t1-abc","motd":"hi"}'], hello],
      finds: { severity: 'note', where: '/response/body/motd' },
    },
    field(field) {
      const { base, next, renamedTo, side, parent } = field;
      if (base || !next || next.count === 0 || renamedTo !== undefined) return undefined;
      return {
        severity: 'note',
        where: field.where,
        message: `${called(field)} is new ${side === 'request' ? 'in the request' : 'in the reply'}`,
        baseline: 'nothing',
        observed: `${typesOf(next.types.keys())}, in ${next.count} of ${parent.next.objects}`,
        from: parent.base.first,
        at: next.first,
      };
    },
  },
  {
    id: 'field-retyped',
    says: 'A field is of another JSON type than it ever was.',
    severity: 'as field-missing',
    advice: 'Accept both types.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 {"code":0,"token":17}'], hello],
      finds: { severity: 'break', where: '/response/body/token' },
    },
    field(field) {
      const { base, next } = field;
      const strange = newTypes(field).filter((type) => type !== 'null');
      if (strange.length === 0 || !base || !next) return undefined;
      return {
        severity: severityOf(field),
        where: field.where,
        message: `${called(field)} is ${typesOf(strange)}, was ${typesOf(base.types.keys())}${effect(field)}`,
        baseline: typesOf(base.types.keys()),
        observed: typesOf(next.types.keys()),
        from: base.first,
        at: next.types.first(strange[0]!),
        what: strange.join(' '),
        ...losers(field),
      };
    },
  },
  {
    id: 'field-nullable',
    says: 'A field that always had a value is null.',
    severity: 'as field-missing',
    advice: 'Expect null.',
    example: {
      before: login,
      after: [['POST /login {"name":"ann"}', '200 {"code":0,"token":null}'], hello],
      finds: { severity: 'break', where: '/response/body/token' },
    },
    field(field) {
      const { base, next } = field;
      if (!base || !next || !newTypes(field).includes('null')) return undefined;
      return {
        severity: severityOf(field),
        where: field.where,
        message: `${called(field)} is null ${times(next.types.count('null'))}${effect(field)}`,
        baseline: typesOf(base.types.keys()),
        observed: typesOf(next.types.keys()),
        from: base.first,
        at: next.types.first('null'),
        ...losers(field),
      };
    },
  },
];

/** Types that the baseline never had; an integer is a number. */
function newTypes({
  base,
  next,
}: {
  base?: { types: Types } | undefined;
  next?: { types: Types } | undefined;
}): string[] {
  if (!base || !next || base.types.size === 0) return [];
  return next.types
    .keys()
    .filter((type) => !base.types.has(type))
    .filter((type) => !(type === 'integer' && base.types.has('number')));
}

interface Types {
  readonly size: number;
  keys(): string[];
  has(type: string): boolean;
}
