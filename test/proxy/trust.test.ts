/** The guide to trusting the root. */
import { describe, expect, test } from 'vitest';
import { trustGuide } from '../../src/proxy/trust.ts';

const root = {
  rootPath: '/data/ca/certs/ca.pem',
  rootName: 'Driftwire local authority 0a1b2c',
  spkiHash: 'aGFzaA==',
};

describe('the guide', () => {
  test.each([
    'Debian',
    'Fedora',
    'Arch',
    'macOS',
    'Windows',
    'Firefox',
    'Chromium',
    'iOS',
    'Android',
    'Node',
    'Python',
    'Go',
    'Ruby',
    'Deno',
    'PHP',
    'Java',
    'curl',
    'Alpine',
    'openSUSE',
    'Simulator of iOS',
    'Emulator of Android',
    'Firefox for Android',
    'Java, one program',
    'wget',
    'git',
    'npm, pip',
    'Docker, one container',
    'Docker, an image',
    '.NET',
  ])('tells how to trust and how to remove it: %s', (system) => {
    const block = trustGuide(root)
      .split('\n\n')
      .find((one) => one.split('\n')[0]!.includes(system));
    expect(block).toMatch(/\n {2}trust {3}\S/);
    expect(block).toMatch(/\n {2}remove {2}\S/);
  });

  test('gives the key hash to Chromium', () => {
    expect(trustGuide(root)).toContain('--ignore-certificate-errors-spki-list=aGFzaA==');
  });

  test('quotes a path that a shell would take apart', () => {
    const guide = trustGuide({ ...root, rootPath: "/it's here/ca.pem" });
    expect(guide).toContain(String.raw`export NODE_EXTRA_CA_CERTS='/it'\''s here/ca.pem'`);
    expect(guide).toContain(`certutil -addstore -user Root "/it's here/ca.pem"`);
  });
});
