/** A client of WeChat Web, as a plan. */
import { type ClientPlan, step, type Values } from '../../client-plan.ts';
import { splitUrl } from '../../url.ts';
import type { WechatEvents } from '../events.ts';
import { hostsFor } from '../hosts.ts';
import { asText } from '../loose.ts';
import { sentKind } from '../messages.ts';
import { items } from '../replies.ts';
import { revokemsg, sendmsg } from '../send.ts';
import { contactPlan, roomPlan } from './contacts.ts';
import { loginPlan, syncPlan } from './login.ts';
import { mediaPlan } from './media.ts';

/** The people that a text in a room turns to. */
const mentions = (room: string, users: readonly string[]): string =>
  `<msgsource><atusername>${users.join(',')}</atusername><atchatroomname>${room}</atchatroomname></msgsource>`;

export const plan: ClientPlan<WechatEvents> = {
  main: 'wx.qq.com',
  page: (main, variant) => `https://${main}/${variant === 'desktop' ? '?&lang=zh_CN&target=t' : ''}`,
  hosts: hostsFor,
  home: ({ redirectUri }) => {
    const address = asText(redirectUri);
    return address === '' ? undefined : splitUrl(address).host;
  },
  short: { message: 'message.received' },
  login: loginPlan,
  sync: syncPlan,
  contacts: contactPlan,
  rooms: roomPlan,
  media: mediaPlan,
  text: (to, text, mentioned) =>
    step(sendmsg, {
      type: 1,
      text,
      to,
      scene: 0,
      ...(mentioned.length > 0 && { mentions: mentions(to, mentioned) }),
    }),
  sent: (call) => ({
    id: asText(call.got('/MsgID')),
    to: asText(call.sent('/Msg/ToUserName')),
    kind: sentKind(call.endpoint?.name ?? '', call.sent('/Msg/Type')),
    clientId: asText(call.sent('/Msg/ClientMsgId')),
  }),
  recall: ({ id, to, clientId }) => step(revokemsg, { messageId: id, to, clientMsgId: clientId }),
  items: (call) =>
    new Map(items(call, '/AddMsgList').map((item): [string, Values] => [asText(item.MsgId), item])),
};
