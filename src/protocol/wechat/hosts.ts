/** The hosts of WeChat Web by role, family and age (protocol.md 1.1). */
import type { Host } from '../protocol.ts';

export type HostRole = 'main' | 'login' | 'file' | 'push' | 'qr' | 'report';

/** Registrable domains of every age. */
export const domains = ['qq.com', 'wechat.com', 'wechatapp.com'] as const;

interface Family {
  readonly name: string;
  /** What a page or redirect host must contain; the first family that fits wins. */
  readonly contains: string;
  readonly main: string;
  readonly login: string;
  readonly file: string;
  readonly push: string;
}

const derived = (name: string, contains: string, main: string): Family => ({
  name,
  contains,
  main,
  login: `login.${main}`,
  file: `file.${main}`,
  push: `webpush.${main}`,
});

/** Families in the order in which the page tests its own host name, since 2016-11. */
export const families: readonly Family[] = [
  derived('wx2', 'wx2.qq.com', 'wx2.qq.com'),
  derived('wx8', 'wx8.qq.com', 'wx8.qq.com'),
  derived('wx', 'qq.com', 'wx.qq.com'),
  derived('web2', 'web2.wechat.com', 'web2.wechat.com'),
  derived('web', 'wechat.com', 'web.wechat.com'),
];

/** The family that serves an account, told from the host of redirect_uri; undefined for a foreign host. */
export function familyOf(host: string): Family | undefined {
  return families.find((family) => host.includes(family.contains));
}

const host = (role: HostRole, family: string, age: string, ...names: string[]): Host[] =>
  names.map((name) => ({ role, family, age, name }));

const current = families.flatMap((family) => [
  ...host('main', family.name, 'since 2016-11', family.main),
  ...host('login', family.name, 'since 2016-11', family.login),
  ...host('file', family.name, 'since 2016-11', family.file),
  ...host('push', family.name, 'since 2016-11', family.push),
]);

const until = 'before 2016-11';
const former: Host[] = [
  ...host('file', 'wx2', until, 'file2.wx.qq.com'),
  ...host('push', 'wx2', until, 'webpush2.weixin.qq.com'),
  ...host('main', 'web1', until, 'web1.wechat.com'),
  ...host('file', 'web1', until, 'file1.wechat.com'),
  ...host('push', 'web1', until, 'webpush1.wechat.com'),
  ...host('file', 'web2', until, 'file2.wechat.com'),
  ...host('push', 'web2', until, 'webpush2.wechat.com'),
  ...host('main', 'wechatapp', until, 'web.wechatapp.com'),
  ...host('login', 'wechatapp', until, 'login.wechatapp.com'),
  ...host('file', 'wechatapp', until, 'file.wechatapp.com'),
  ...host('push', 'wechatapp', until, 'webpush.wechatapp.com'),
];

/** Names that serve every family, whatever its age. */
const shared: Host[] = [
  ...host('login', 'shared', 'always', 'login.weixin.qq.com', 'login.wechat.com'),
  ...host('push', 'shared', 'always', 'webpush.weixin.qq.com', 'webpush.wechat.com'),
  ...host('file', 'shared', 'always', 'file.wechat.com'),
  ...host('qr', 'shared', 'always', 'login.weixin.qq.com'),
  ...host('report', 'shared', 'always', 'support.weixin.qq.com'),
];

/** Every host name, one line for each role that it plays. */
export const hosts: readonly Host[] = [...current, ...shared, ...former];

const isBelow = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/**
 * Who plays a role for the account of a main host, the likeliest first: the names of its family by age, then those of
 * its domain that serve every family. Empty for a foreign host, but for roles that the same names play for all.
 */
export function hostsFor(role: string, main: string): readonly string[] {
  const family =
    hosts.find((one) => one.role === 'main' && one.name === main)?.family ?? familyOf(main)?.name;
  const domain = domains.find((one) => isBelow(main, one));
  const all = hosts.filter((one) => one.role === role);
  const [own, common] = [family, 'shared'].map((name) => all.filter((one) => one.family === name));
  const isForAll = common!.length === all.length;
  const near = domain === undefined ? [] : common!.filter(({ name }) => isBelow(name, domain));
  return [...own!, ...(isForAll ? common! : near)].map(({ name }) => name);
}
