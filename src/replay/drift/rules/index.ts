/** Every rule, in the order in which findings at one place are told. */
import { callRules } from './calls.ts';
import { cookieRules } from './cookies.ts';
import { fieldRules } from './fields.ts';
import { flowRules } from './flow.ts';
import { numberRules } from './numbers.ts';
import { replyRules } from './replies.ts';
import type { Rule } from './rule.ts';
import { timeRules } from './times.ts';
import { urlRules } from './urls.ts';
import { valueRules } from './values.ts';

export const rules: readonly Rule[] = [
  ...callRules,
  ...replyRules,
  ...cookieRules,
  ...fieldRules,
  ...valueRules,
  ...urlRules,
  ...numberRules,
  ...flowRules,
  ...timeRules,
];
