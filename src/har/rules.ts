/** All rules about recordings beyond the schema. */
import type { EntryRule } from './rule.ts';
import { bodyRules } from './rules-body.ts';
import { codingRules } from './rules-coding.ts';
import { contentRules } from './rules-content.ts';
import { cookieRules } from './rules-cookie.ts';
import { messageRules } from './rules-message.ts';
import { responseRules } from './rules-response.ts';
import { semanticRules } from './rules-semantic.ts';
import { timeRules } from './rules-time.ts';

/** In the order in which an entry is checked and mended: an earlier repair may leave less to a later one. */
export const entryRules: readonly EntryRule[] = [
  ...responseRules,
  ...semanticRules,
  ...timeRules,
  ...messageRules,
  ...cookieRules,
  ...contentRules,
  ...codingRules,
  ...bodyRules,
];

export { logRules } from './rules-log.ts';
