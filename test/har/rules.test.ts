import { describe, expect, it } from 'vitest';
import { entryProblems } from '../../src/har/diagnose-entry.ts';
import { setAt } from '../../src/har/pointer.ts';
import { levelOf, type RuleContext } from '../../src/har/rule.ts';
import { entryRules, logRules } from '../../src/har/rules.ts';
import type { JsonObject } from '../../src/har/values.ts';
import { soundEntry } from './support.ts';

const context: RuleContext = {
  pageIds: new Set(['page_1']),
  previousStart: Date.UTC(2020, 0, 1),
  previousDate: '2020-01-01T00:00:00.000Z',
};

/** A sound value with a rule's example in it. */
function changed(sound: JsonObject, example: Readonly<Record<string, unknown>>): JsonObject {
  for (const [where, value] of Object.entries(example)) setAt(sound, where, structuredClone(value));
  return sound;
}

function soundLog(): JsonObject {
  return { version: '1.2', creator: { name: 'test', version: '1' }, pages: [] };
}

describe('entry rules', () => {
  it('have nothing against a sound entry', () => {
    expect(entryProblems(soundEntry(), 0, context)).toEqual([]);
  });

  it('have ids of their own that tell their level', () => {
    const ids = [...entryRules, ...logRules].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, level } of [...entryRules, ...logRules]) expect(levelOf(id)).toBe(level);
  });

  it.each(entryRules.map((rule) => [rule.id, rule] as const))('%s finds its example', (_id, rule) => {
    const findings = rule.check(changed(soundEntry(), rule.example), context);
    expect(findings).not.toEqual([]);
    for (const { where, message } of findings) {
      expect(where).toMatch(/^(\/[^/]+)+$/);
      expect(message).not.toBe('');
    }
  });

  it.each(entryRules.filter(({ repair }) => repair !== undefined).map((rule) => [rule.id, rule] as const))(
    '%s mends its example',
    (_id, rule) => {
      const entry = changed(soundEntry(), rule.example);
      rule.repair?.(entry, context);
      expect(rule.check(entry, context)).toEqual([]);
      const errors = entryProblems(entry, 0, context).filter((problem) => levelOf(problem.rule) === 'error');
      if (rule.id !== 'quirk/response-missing' && rule.id !== 'quirk/status-unusual')
        expect(errors).toEqual([]);
    },
  );

  it.each<[string, string, unknown, string | undefined]>([
    ['quirk/cookie-expires', '/response/cookies', [{ name: 'a', value: '', expires: null }], undefined],
    ['quirk/entries-unsorted', '/startedDateTime', '2020-01-01T00:00:00Z', undefined],
    ['quirk/url-odd', '/request/url', 'chrome-extension://abc/x.js', undefined],
    ['quirk/url-odd', '/request/url', 'http://', '/request/url'],
    [
      'quirk/base64-text',
      '/response/content',
      { size: 1, mimeType: 'text/plain', text: '/w==', encoding: 'base64' },
      undefined,
    ],
    ['quirk/body-not-recorded', '/response/content', { size: 5, mimeType: '', _file: 'x' }, undefined],
    ['semantic/size-negative', '/response/content/size', -1, undefined],
    [
      'semantic/web-socket-messages',
      '/_webSocketMessages',
      [{ type: 'send', time: 1, data: 'x' }],
      undefined,
    ],
    [
      'semantic/web-socket-messages',
      '/_webSocketMessages',
      [{ type: 'send', data: 'x' }],
      '/_webSocketMessages/0',
    ],
    [
      'semantic/encoding-unknown',
      '/request/postData',
      { mimeType: '', text: 'x', encoding: 'hex' },
      '/request/postData/encoding',
    ],
    ['quirk/timings-sum', '/time', 55, undefined],
  ])('%s at %s: %j', (id, where, value, expected) => {
    const rule = entryRules.find((one) => one.id === id);
    expect(rule?.check(changed(soundEntry(), { [where]: value }), context)[0]?.where).toBe(expected);
  });
});

describe('log rules', () => {
  it('have nothing against a sound log', () => {
    for (const rule of logRules) expect(rule.check(soundLog(), { late: [] })).toEqual([]);
  });

  it.each(logRules.map((rule) => [rule.id, rule] as const))(
    '%s finds its example and mends it',
    (_id, rule) => {
      const log = changed(soundLog(), rule.example);
      const late = Object.keys(rule.example).length === 0 ? ['pages'] : [];
      expect(rule.check(log, { late })).not.toEqual([]);
      if (rule.repair === undefined) return;
      rule.repair(log, { late });
      expect(rule.check(log, { late })).toEqual([]);
    },
  );
});
