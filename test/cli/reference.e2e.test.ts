/** The commands that look things up. */
import { describe, expect, test } from 'vitest';
import { driftwire } from './driftwire.ts';

describe('protocol', () => {
  test('prints the reference of WeChat Web as Markdown', () => {
    const { code, stdout } = driftwire(['protocol']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# /);
    expect(stdout).toContain('webwxinit');
  });

  test.each(['json', 'openapi'])('prints it as %s', (format) => {
    const { stdout } = driftwire(['protocol', 'wechat', '--format', format]);
    expect(Object.keys(JSON.parse(stdout)).length).toBeGreaterThan(2);
  });
});

test.each(['events', 'timeline', 'trace', 'doctor', 'scenario'])(
  'schema %s is a JSON Schema of 2020-12',
  (name) => {
    const { code, stdout } = driftwire(['schema', name]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  },
);
