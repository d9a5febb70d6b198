/** The words in which logins were refused, by their time (protocol.md 8.2). */
import type { Ages } from './ages.ts';
import type { refusals } from './scenario-shape.ts';

export type Refusal = (typeof refusals)[number];

const downloads =
  '你可以使用Windows微信或Mac微信在电脑端登录。Windows微信下载地址：https://pc.weixin.qq.com  Mac微信下载地址：https://mac.weixin.qq.com';

/** A change that refuses logins: how, and in which words. */
const incidents: readonly { readonly id: string; readonly as: Refusal; readonly says: string }[] = [
  {
    id: 'D12',
    as: 'text',
    says: '当前登录环境异常。为了你的帐号安全，暂时不能登录web微信。你可以通过手机客户端或者windows微信登录。',
  },
  { id: 'D13', as: 'text', says: `为了你的帐号安全，此微信号已不允许登录网页微信。${downloads}` },
  { id: 'D18', as: 'text', says: `为了你的帐号安全，此微信号不能登录网页微信。${downloads}` },
  { id: 'D20', as: 'no-location', says: '' },
  { id: 'D25', as: 'html', says: '登录失败。由于安全原因，此微信号不能使用网页版微信' },
  { id: 'D34', as: 'html', says: '为了保障你的账号安全，暂不支持使用网页版微信。' },
];

/** What the plan or a change says of a login: how it is refused and in which words. */
export function refusalOf(
  plan: { readonly refuse?: string; readonly says?: string },
  ages: Ages,
  isShell: boolean,
): { readonly as: Refusal; readonly says: string } | undefined {
  const planned = plan.refuse as Refusal | undefined;
  if (isShell && ages.has('D24')) return { as: 'no-wxsid', says: '' };
  if (isShell && ages.has('D27')) return { as: 'text', says: incidents[2]!.says };
  // The headers of a desktop shell opened the door for accounts that were refused.
  const passes = isShell && ages.has('D19');
  const met = incidents.filter(({ id }) => ages.has(id)).at(-1);
  if (passes && (planned ?? met?.as) === 'text') return undefined;
  if (planned === undefined) return met;
  return { as: planned, says: plan.says ?? incidents.filter(({ as }) => as === planned).at(-1)?.says ?? '' };
}
