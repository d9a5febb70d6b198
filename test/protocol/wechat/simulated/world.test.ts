/** The people, rooms and official accounts of a seed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText } from '../../../../src/protocol/wechat/content.ts';
import { wireText } from '../../../../src/protocol/wechat/simulated/contact.ts';
import { complete } from '../../../../src/protocol/wechat/simulated/scenario.ts';
import { World } from '../../../../src/protocol/wechat/simulated/world.ts';

const worldOf = (file = {}): World => new World(complete(file));

describe('a world', () => {
  test('follows from its seed', () => {
    const names = (seed: number): string[] => worldOf({ seed }).all.map(({ id, name }) => `${id} ${name}`);
    expect(names(1)).toEqual(names(1));
    expect(names(1)).not.toEqual(names(2));
  });

  test('has ids as the real ones look', () => {
    const { people, officials, rooms } = worldOf({ people: 200 });
    for (const { id } of people) expect(id).toMatch(/^(?:wxid_[a-z0-9]{14}|a[a-z0-9]{9})$/);
    for (const { id } of officials) expect(id).toMatch(/^gh_[0-9a-f]{12}$/);
    for (const { id } of rooms) expect(id).toMatch(/^\d{8,10}@chatroom$/);
    const ids = worldOf({ people: 200 }).all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('names people in several scripts, some with emoji', () => {
    const all = worldOf({ people: 300 })
      .people.map(({ name }) => name)
      .join(' ');
    for (const script of [/\p{Script=Han}/u, /[A-Za-z]/, /\p{Script=Cyrillic}/u, /\p{Script=Arabic}/u]) {
      expect(all).toMatch(script);
    }
    expect(all).toMatch(/<span class="emoji emoji1f[0-9a-f]{3}"><\/span>/);
  });

  test('puts the account into every room, whatever the room is made of', () => {
    const room = fc.record(
      {
        topic: fc.string(),
        members: fc.oneof(fc.nat(30), fc.subarray([0, 1, 2, 3])),
        owner: fc.constantFrom(0, 1, 'self'),
      },
      { requiredKeys: ['topic'] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.nat(6), fc.array(room, { maxLength: 5 })), fc.integer(), (rooms, seed) => {
        const world = worldOf({ seed, people: 4, rooms });
        for (const { members, owner } of world.rooms) {
          const ids = members.map(({ id }) => id);
          expect(ids).toContain(world.self.id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.every((id) => world.byId(id))).toBe(true);
          expect(world.byId(owner)).toBeDefined();
        }
      }),
      { numRuns: 30 },
    );
  });

  test('finds a contact by place, name, remark and id', () => {
    const people = [{ name: 'Ann <3', remark: 'Sis', id: 'ann_1' }, { name: 'Bob 😄' }];
    const world = worldOf({ people, rooms: [{ topic: 'Tea & cake' }] });
    for (const who of [0, 'Ann <3', 'Sis', 'ann_1']) expect(world.find(who)?.id).toBe('ann_1');
    expect(world.find('Bob 😄')?.name).toBe('Bob <span class="emoji emoji1f604"></span>');
    expect(world.find('Tea & cake', true)?.kind).toBe('room');
    expect(world.find('self')).toBe(world.self);
    expect(world.find('filehelper')?.kind).toBe('special');
    expect(world.find('Ann <3', true)).toBeUndefined();
  });

  test('spells texts so that they read back as they were', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('🇨🇳 & <b>', '👍🏽', '1️⃣ ☀')),
        (text) => {
          // What looks like an entity or a tag of the server's own must survive as well.
          expect(plainText(wireText(text)).replaceAll('\ufe0f', '')).toBe(text.replaceAll('\ufe0f', ''));
        },
      ),
    );
    expect(wireText('a\n<b> & 😄 🇨🇳')).toBe(
      'a<br/>&lt;b&gt; &amp; <span class="emoji emoji1f604"></span> <span class="emoji emoji1f1e81f1f3"></span>',
    );
  });
});
